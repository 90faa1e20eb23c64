import type { Failure } from '../../contract/boot.ts';
import { reportExplained } from '../recogniser/reported.ts';
import { shippedRuleSet } from '../../rules/shipped.ts';
import type { Stage } from '../stages.ts';
import { CLASS_OF_STAGE, nextStep } from './causes.ts';

/** "Provisioning Failed: 3/12: Streaming OS image failed: …" */
const STEP = /(\d+)\/(\d+):\s*(.+?)(?: failed)?:\s*(?=\S)/i;
const DEVICE = /\/dev\/[a-z0-9/-]+/i;

/** A failure that the orchestrator reports. Known wordings get a plain cause; the original text is the evidence. */
export function reportedFailure(stage: Stage, text: string): Failure {
  const evidence = { port: null, offset: 0, line: text } as const;
  const [, step, total, title] = STEP.exec(text) ?? [];
  const reason = reasonIn(text);
  const where =
    step === undefined || title === undefined ? '' : `, in step ${step} of ${total ?? '?'}, “${title}”`;
  const known = reportExplained(shippedRuleSet().reports, reason);
  if (known !== null) {
    const device = DEVICE.exec(reason)?.[0];
    const named =
      device === undefined
        ? known.cause
        : known.cause.replace('The disk of the node', `The disk of the node (${device})`);
    const cause = named.replace(/[.:]/, `${where}$&`);
    return { class: known.class, cause, fix: known.fix, stage, evidence };
  }
  return {
    class: CLASS_OF_STAGE[stage],
    cause: `The orchestrator reports: ${text}`,
    fix: nextStep(stage),
    stage,
    evidence,
  };
}

/** The title of a step does not describe what went wrong in it. */
export function reasonIn(text: string): string {
  const [prefix = ''] = STEP.exec(text) ?? [];
  return text.slice(text.indexOf(prefix) + prefix.length);
}
