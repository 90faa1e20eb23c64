import type { Observation } from '../../../contract/diagnosis.ts';
import type { Stage } from '../../stages.ts';
import type { DiagnosedBoot } from '../diagnose.ts';
import type { Finding } from '../findings.ts';
import { fine, problem } from '../observation.ts';

/** A boot that has failed, by a rule's word. */
export const FAILED: DiagnosedBoot = {
  ...{ stage: 'http-boot', outcome: 'failed', host: 'local', orchestrator: 'sim' },
  ...{ isPaused: false, hasFault: false },
  failure: {
    ...{ class: 'boot', cause: 'What the rule says.', fix: 'What the rule advises.', stage: 'http-boot' },
    evidence: { port: 0, offset: 5, line: 'a line' },
  },
};
/** What the guest says. */
export const said = (finding: Finding): Observation =>
  problem('output', finding, `The guest says ${finding}.`, {
    ...{ basis: 'observed', fix: 'as the rule says' },
    evidence: { port: 0, offset: 5, line: 'a line' },
  });
/** What the console has found out itself. */
export const found = (finding: Finding): Observation => problem('boot-program', finding, `It is ${finding}.`);
/** The same, and nothing is wrong. */
export const right = (finding: Finding): Observation => fine('boot-program', `It is ${finding}.`, finding);
/** A boot at another stage. */
export const at = (stage: Stage, outcome: DiagnosedBoot['outcome'] = 'failed'): DiagnosedBoot => ({
  ...FAILED,
  stage,
  outcome,
});
