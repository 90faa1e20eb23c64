import { type NodeRow } from '../../db/api.ts';
import { type DomainModel, type FirmwareFiles } from '../../hypervisor/api.ts';

export interface HostFacts {
  readonly installation: string;
  readonly acceleration: 'kvm' | 'tcg';
  readonly firmware: FirmwareFiles;
  readonly disk: string;
  readonly authority: string | null;
  readonly serialLogs: readonly [string, string];
  readonly vncPassword: string;
}

/** The domain that a node is, on the host that these facts are of. */
export function domainModel(row: NodeRow, { installation, ...host }: HostFacts): DomainModel {
  const { name, uuid, serial, mac, vcpus, memoryMiB, network } = row;
  const { template, orchestrator, flow, bootMethod, runId, createdAt, createdBy } = row;
  const origin = { template, orchestrator, flow, bootMethod, runId, createdAt, createdBy };
  return {
    ...{ name, uuid, serial, mac, vcpus, memoryMiB, network },
    ...host,
    metadata: { installation, nodeId: row.id, ...origin },
  };
}
