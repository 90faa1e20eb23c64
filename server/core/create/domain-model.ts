import type { NodeRow } from '../../db/api.ts';
import type {
  DomainModel,
  FirmwareFiles,
  HypervisorHost,
  Medium,
  ScreenPlace,
} from '../../hypervisor/api.ts';

export interface HostFacts {
  readonly installation: string;
  readonly acceleration: 'kvm' | 'tcg';
  readonly firmware: FirmwareFiles;
  readonly disk: string;
  readonly medium: Medium | null;
  readonly seed: string | null;
  readonly authority: string | null;
  readonly variables: string | null;
  readonly serialLogs: readonly [string, string];
  readonly vncPassword: string;
  readonly screen: ScreenPlace;
}

/** What was chosen for the node, or else what the host has. */
export async function accelerationOf(
  { machine: { acceleration } }: NodeRow,
  host: HypervisorHost,
): Promise<{ readonly kind: 'kvm' | 'tcg'; readonly reason: string }> {
  if (acceleration === 'auto') return host.acceleration();
  return { kind: acceleration, reason: 'chosen for the node' };
}

/** The domain that a node is, on the host that these facts are of. */
export function domainModel(row: NodeRow, { installation, ...host }: HostFacts): DomainModel {
  const { name, uuid, serial, mac, vcpus, memoryMiB, network, networkKind, pool } = row;
  const { acceleration: accelerationChoice, ...machine } = row.machine;
  const { template, orchestrator, flow, bootSource, runId, createdAt, createdBy } = row;
  const { note, labels, files } = row;
  const origin = { template, orchestrator, flow, bootSource, runId, pool, createdAt, createdBy };
  return {
    ...{ name, uuid, serial, mac, vcpus, memoryMiB, network },
    ...host,
    networkBoot: bootSource.kind === 'uefi-http',
    attachment: networkKind === 'bridge' ? 'bridge' : 'network',
    machine,
    metadata: { installation, nodeId: row.id, accelerationChoice, ...origin, note, labels, files },
  };
}
