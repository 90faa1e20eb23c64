import { bootsFromNetwork, type BootSource } from '../contract/boot-source.ts';
import type { Orchestrator } from '../contract/orchestrator.ts';
import type { ReadyRule } from '../contract/ready-rule.ts';
import { type Stage, stageIndex, STAGES } from './stages.ts';

/** What decides which stages there are between the definition of a node and ready. */
export interface StageFactors {
  readonly source: Pick<BootSource, 'kind'>;
  /** Null: none. */
  readonly orchestrator: Orchestrator['kind'] | null;
  /** The boot program is iPXE, as far as is known. */
  readonly isIpxe: boolean;
  readonly ready: ReadyRule | null;
}

/** Only there because an orchestrator takes the node in. */
const OF_ONBOARDING: ReadonlySet<Stage> = new Set([
  'micro-os-download',
  'micro-os',
  'onboarding',
  'provisioning',
  'rebooting',
]);
/** What the firmware does to boot over the network; iPXE on a disk does it itself. */
const OF_FIRMWARE: ReadonlySet<Stage> = new Set(['address', 'http-boot']);

/** Whether an orchestrator installs the system of a node that boots over the network. */
const isOnboarded = ({ orchestrator, source }: Omit<StageFactors, 'ready' | 'isIpxe'>): boolean =>
  (orchestrator === 'edge-orchestrator' || orchestrator === 'simulator') && bootsFromNetwork(source);

/** The stages of a node's first boot, as far as they are known beforehand. A later boot may have fewer. */
export function expectedStages(factors: StageFactors): Stage[] {
  const { source, isIpxe, ready } = factors;
  const onboarded = isOnboarded(factors);
  const isThere = (stage: Stage): boolean => {
    if (OF_ONBOARDING.has(stage)) return onboarded;
    if (OF_FIRMWARE.has(stage)) return bootsFromNetwork(source) && source.kind !== 'ipxe-disk';
    return stage !== 'ipxe' || (bootsFromNetwork(source) && (onboarded || isIpxe));
  };
  const last = ready?.kind === 'stage' ? stageIndex(ready.stage) : STAGES.length;
  return STAGES.filter((stage) => stage === 'ready' || (isThere(stage) && stageIndex(stage) <= last));
}
