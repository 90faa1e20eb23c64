import type { PreflightStep } from '../../../lib/contract/preflight.ts';
import type { Observation } from '../../../lib/contract/diagnosis.ts';
import type { Finding } from '../../../lib/domain/diagnosis/findings.ts';
import { fine, problem, unchecked } from '../../../lib/domain/diagnosis/observation.ts';
import type { PreflightStepId } from '../../../lib/domain/preflight.ts';

/** What it amounts to that nothing is wrong. */
const GOOD: Partial<Readonly<Record<PreflightStepId, Finding>>> = {
  network: 'network-right',
  connect: 'server-reachable',
  certificates: 'certificate-right',
  'boot-program': 'file-served',
};

/** A step of the check before a power-on, as an observation about a boot. */
export function observationOf(step: PreflightStep): Observation {
  const { id, state, evidence, fix, finding, repair, change } = step;
  if (finding !== null) return problem(id, finding, evidence, { fix, repair, change });
  if (state === 'ok') return fine(id, evidence, GOOD[id] ?? null);
  // That somebody else's DHCP server cannot be seen, or that a node is small, keeps nothing from booting.
  return state === 'warning' ? fine(id, evidence, null, { fix }) : unchecked(id, evidence);
}
