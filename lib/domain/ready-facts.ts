import type { ReadyRule } from '../contract/ready-rule.ts';
import { STAGE_FACTS } from './stages.ts';

const WITHOUT_RULE = {
  reported: 'the orchestrator says so',
  alone: 'the installed system shows its login prompt',
  unknown: 'the orchestrator says so; without one, when the installed system shows its login prompt',
} as const;

/** Completes the sentence "Ready when …". `reported`: whether the orchestrator has an API, where that is known. */
export function readyWhen(rule: ReadyRule | null, reported?: boolean): string {
  switch (rule?.kind) {
    case undefined:
      return WITHOUT_RULE[reported === undefined ? 'unknown' : reported ? 'reported' : 'alone'];
    case 'login-prompt':
      return 'the installed system shows its login prompt';
    case 'text':
      return `it prints “${rule.text}” on ${rule.port === null ? 'a serial port' : `ttyS${rule.port}`}`;
    case 'tcp-port':
      return `its address answers on TCP port ${rule.port}`;
    case 'stage':
      return `it reaches the stage ${STAGE_FACTS[rule.stage].title}`;
  }
}

/** The cause of a boot that did not become ready in time. */
export const notReady = (rule: ReadyRule): string =>
  `Not ready in time: it is ready when ${readyWhen(rule)}, and for ${rule.seconds} s there was no progress.`;

/** What to do about it. */
export function notReadyFix(rule: ReadyRule): string {
  switch (rule.kind) {
    case 'login-prompt':
    case 'stage':
      return 'Look at the screen and the serial log; choose another rule in the template if the node prints nothing.';
    case 'text':
      return 'Look in the serial log for what it prints instead, and correct the text in the template.';
    case 'tcp-port':
      return 'See whether the service runs on the node, and whether this console can reach the address of the node.';
  }
}
