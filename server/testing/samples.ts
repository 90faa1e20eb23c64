import { randomUUID } from 'node:crypto';
import { type Host } from '../../lib/contract/host.ts';
import { DEFAULT_MACHINE } from '../../lib/contract/machine.ts';
import { type Node } from '../../lib/contract/node.ts';

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
    bootMethod: 'uefi-http',
    vcpus: 2,
    memoryMiB: 2048,
    diskGiB: 8,
    machine: DEFAULT_MACHINE,
    runId: randomUUID(),
    state: 'shut off',
    stage: 'defined',
    failure: null,
    progress: null,
    stages: [],
    bootNumber: null,
    address: null,
    orchestratorView: null,
    answering: null,
    inputRefused: [],
    operation: null,
    createdAt: moment(),
    createdBy: 'admin@localhost',
    readyAt: null,
    deletedAt: null,
    revision: 1,
    ...changes,
  };
}

export const SAMPLE_HOST: Host = {
  name: 'local',
  uri: 'test:///default',
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
