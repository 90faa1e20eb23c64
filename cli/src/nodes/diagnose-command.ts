import type { Command } from 'commander';
import { z } from 'zod';
import type { Diagnosis, Observation } from '../../../lib/contract/diagnosis.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { CONFIDENCE_WORDS } from '../../../lib/domain/diagnosis/causes.ts';
import { topicTitle } from '../../../lib/domain/diagnosis/topics.ts';
import { REPAIR_TITLES } from '../../../lib/domain/preflight.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { addCommand } from '../command.ts';
import { bootNumber, findBoot } from '../serial/find-boot.ts';

export const addDiagnose = (program: Command): Command =>
  addCommand(program, {
    usage: 'diagnose <node>',
    summary: 'say why a boot failed or stalls: cause, evidence, what else was checked, next step',
    flags: [
      ['--boot <number>', 'another boot than the latest; of a past one, only what was recorded is looked at'],
      ['--kept', 'what was found out when it failed or stalled, without looking again'],
    ],
    args: z.tuple([z.string()]),
    options: z.object({ boot: bootNumber.optional(), kept: z.boolean().default(false) }),
    run: async ({ client, output }, [node], { boot, kept }) => {
      const api = client();
      const { number } = await findBoot(api, node, boot);
      if (!kept) output.progress('Looking at host, network, boot server and orchestrator …');
      const found = kept
        ? (await api.nodes.diagnosis(node, number)).diagnosis
        : await api.nodes.diagnose(node, number);
      if (found === null) {
        throw new ConsoleError('not-found', `Boot ${number} of ${node} has not been explained yet.`, {
          fix: `Leave out --kept: ven diagnose ${node} --boot ${number}`,
        });
      }
      return { document: found, text: diagnosisText(node, found) };
    },
  });

function diagnosisText(node: string, found: Diagnosis): string {
  const { boot, stage, title, confidence, nextStep, action, evidence, alsoChecked } = found;
  const repair =
    action?.kind === 'repair' ? `  ven preflight ${node} --repair   # ${REPAIR_TITLES[action.repair]}` : '';
  const lines = [
    `${node}, boot ${boot}, ${stageTitle(stage)}: ${title}`,
    `Confidence: ${CONFIDENCE_WORDS[confidence]}`,
    ...(evidence.length === 0 ? [] : ['', 'Evidence:', ...evidence.flatMap(evidenceLines)]),
    ...(nextStep === '' ? [] : ['', `Next step: ${nextStep}`]),
    ...(repair === '' ? [] : [repair]),
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
