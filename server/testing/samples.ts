import type { EfiVariables } from '../../lib/contract/efi-variables.ts';
import { randomUUID } from 'node:crypto';
import { DEFAULT_HOST_SETTINGS } from '../../lib/contract/host-settings.ts';
import type { Host } from '../../lib/contract/host.ts';
import { DEFAULT_MACHINE } from '../../lib/contract/machine.ts';
import type { Node, NodeDetail } from '../../lib/contract/node.ts';
import type { Hardware } from '../../lib/contract/node-hardware.ts';
import { NO_RECOVERY } from '../../lib/contract/recovery-rules.ts';
import type { OrchestratorStatus } from '../orchestrator/api.ts';

const moment = () => new Date().toISOString();

export function sampleNode(name: string, changes: Partial<Node> = {}): Node {
  return {
    id: randomUUID(),
    name,
    uuid: randomUUID(),
    serial: `SN${randomUUID().slice(0, 8).toUpperCase()}`,
    mac: '52:54:00:00:00:01',
    host: 'local',
    template: 'ubuntu',
    templateVersion: 1,
    orchestrator: 'simulator',
    flow: 'nio',
    bootSource: { kind: 'uefi-http' },
    vcpus: 2,
    memoryMiB: 2048,
    diskGiB: 8,
    machine: DEFAULT_MACHINE,
    networkKind: 'own',
    network: 'ven-net',
    pool: null,
    runId: randomUUID(),
    state: 'shut off',
    stage: 'defined',
    failure: null,
    progress: null,
    stages: [],
    bootNumber: null,
    address: null,
    expectedStages: [],
    orchestratorView: null,
    answering: null,
    inputRefused: [],
    faults: [],
    operation: null,
    createdAt: moment(),
    createdBy: 'admin@localhost',
    readyAt: null,
    deletedAt: null,
    note: '',
    labels: [],
    revision: 1,
    ...changes,
  };
}

/** A node that has not booted, and that its template says nothing special about. */
export function sampleDetail(name: string): NodeDetail {
  const settings = {
    ...{ osProfile: null, details: {}, ready: null, reported: true },
    ...{ recovery: NO_RECOVERY, checkpointAt: null },
  };
  return { ...sampleNode(name), boots: [], settings };
}

export const SAMPLE_HARDWARE: Hardware = {
  ...{ vcpus: 2, maxVcpus: 2, memoryMiB: 2048, diskGiB: 8, drive: 'none', medium: null },
  network: { kind: 'network', name: 'ven-net' },
  bootOrder: ['disk', 'network'],
  disks: [
    {
      ...{ role: 'first', target: 'vda', bus: 'virtio', bytes: 8 * 1024 ** 3, format: 'qcow2' },
      ...{ path: '/images/pool/one.qcow2', pool: null, volume: 'one.qcow2', owned: true },
    },
  ],
  nics: [
    {
      ...{ role: 'first', mac: '52:54:00:00:00:01', model: 'virtio' },
      network: { kind: 'network', name: 'ven-net' },
    },
  ],
};

/** Of a host with room for everything. */
export const AMPLE_CAPACITY: NonNullable<Host['capacity']> = {
  ...{ cpus: 512, vcpusUsed: 0, domainsRunning: 0 },
  ...{ memoryMiB: 4_194_304, memoryFreeMiB: 4_194_304, memoryPromisedMiB: 0 },
  ...{ poolGiB: 100_000, poolFreeGiB: 100_000, poolPromisedGiB: 0, otherPools: [] },
};

export const SAMPLE_HOST: Host = {
  name: 'local',
  uri: 'test:///default',
  builtIn: true,
  settings: DEFAULT_HOST_SETTINGS,
  state: 'connected',
  reason: null,
  fix: null,
  hostname: 'localhost',
  versions: { libvirt: '9.0.0', qemu: '7.2.0', firmware: '2022.11' },
  acceleration: {
    kind: 'tcg',
    reason: 'a guest with KVM did not run',
    checkedAt: '2026-01-02T03:04:05.678Z',
  },
  capacity: null,
  checks: [],
  revision: 1,
};

/** Of a node that was started once. */
export const sampleOrchestrator = (kind: OrchestratorStatus['kind']): OrchestratorStatus => ({
  ...{ name: 'lab', kind, url: null, state: 'ok', reason: null, fix: null, revision: 1 },
  hasOnboardingAccount: false,
  release: null,
});

export const SAMPLE_EFI_VARIABLES: EfiVariables = {
  path: '/nvram/one_VARS.fd',
  format: 'raw',
  ...{ capacity: 262_044, used: 16_124, secureBoot: 'setup', timeout: 0, bootNext: null },
  bootOptions: [
    {
      ...{ name: 'Boot0001', description: 'UEFI Misc Device', active: true, position: 1 },
      devicePath: 'PciRoot(0x0)/Pci(0x1,0x0)',
    },
  ],
  keys: [],
  variables: [],
};
