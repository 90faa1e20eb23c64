import type { Diagnosis, Observation } from '../contract/diagnosis.ts';
import { CONFIDENCE_WORDS } from '../domain/diagnosis/causes.ts';
import { topicTitle } from '../domain/diagnosis/topics.ts';
import { REPAIR_TITLES } from '../domain/preflight.ts';
import { printable } from '../domain/printable.ts';
import { stageTitle } from '../domain/stages.ts';

/** A verdict as plain text, as `ven diagnose` prints it and the node page copies it. */
export function diagnosisText(node: string, found: Diagnosis): string {
  const { boot, stage, title, confidence, nextStep, action, evidence, alsoChecked } = found;
  const command =
    action?.kind === 'repair'
      ? `  ven preflight ${node} --repair   # ${REPAIR_TITLES[action.repair]}`
      : action?.kind === 'end-faults'
        ? `  ven fault end ${node}`
        : '';
  const lines = [
    `${node}, boot ${boot}, ${stageTitle(stage)}: ${title}`,
    `Confidence: ${CONFIDENCE_WORDS[confidence]}`,
    ...(evidence.length === 0 ? [] : ['', 'Evidence:', ...evidence.flatMap(evidenceLines)]),
    ...(nextStep === '' ? [] : ['', `Next step: ${nextStep}`]),
    ...(command === '' ? [] : [command]),
    ...(alsoChecked.length === 0 ? [] : ['', 'Also checked:', ...alsoChecked.map(checkedLine)]),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function evidenceLines({ topic, text, evidence }: Observation): string[] {
  const place =
    evidence?.port == null
      ? []
      : [`      ttyS${evidence.port}, byte ${evidence.offset}: ${evidence.line.trim()}`];
  return [`  ${topicTitle(topic)}: ${text}`, ...place];
}

const MARKS: Readonly<Record<Observation['outcome'], string>> = { fine: '✓', problem: '!', unchecked: '-' };

const checkedLine = ({ topic, outcome, text }: Observation): string =>
  `  ${MARKS[outcome]} ${topicTitle(topic)}: ${text}`;
