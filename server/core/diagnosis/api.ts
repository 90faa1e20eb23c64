import type { Diagnosis, DiagnosisState } from '../../../lib/contract/diagnosis.ts';
import type { Actor } from '../access/actor.ts';

/** Of a node that may be deleted; without a number its latest boot. */
interface DiagnosedAddress {
  readonly node: string;
  readonly boot: number | undefined;
}

/** Why boots fail or stall. Throws `not-found` for a node that was never on, or a boot that it has not. */
export interface DiagnosesSection {
  latest(address: DiagnosedAddress): Promise<DiagnosisState>;
  /** Looks at everything now; takes up to half a minute where something does not answer. */
  run(address: DiagnosedAddress, actor: Actor): Promise<Diagnosis>;
}
