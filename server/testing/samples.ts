import { randomUUID } from 'node:crypto';
import { type Host, type Template } from '../../lib/contract/host.ts';
import { type Orchestrator } from '../../lib/contract/orchestrator.ts';
import { type Node } from '../../lib/contract/node.ts';
import { type Operation, type OperationKind } from '../../lib/contract/operation.ts';
import { type Storage } from '../../lib/contract/storage.ts';
import { type Run } from '../../lib/contract/run.ts';

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
    orchestrator: 'simulator',
    flow: 'nio',
    bootMethod: 'uefi-http',
    vcpus: 2,
    memoryMiB: 2048,
    diskGiB: 8,
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

export function sampleOperation(kind: OperationKind, { id, name }: Node, by: string): Operation {
  return {
    id: randomUUID(),
    kind,
    nodeId: id,
    nodeName: name,
    state: 'recorded',
    step: null,
    by,
    recordedAt: moment(),
    endedAt: null,
    error: null,
  };
}

export function sampleRun(nodes: readonly Node[], by: string): Run {
  return {
    id: randomUUID(),
    name: `${nodes[0]?.template ?? 'ubuntu'} · ${nodes.length} nodes · 12:00`,
    state: 'running',
    template: 'ubuntu',
    orchestrator: 'simulator',
    nodeIds: nodes.map((node) => node.id),
    ready: 0,
    failed: 0,
    causes: [],
    request: null,
    endedAt: null,
    createdAt: moment(),
    createdBy: by,
    revision: 1,
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

export const SAMPLE_TEMPLATE: Template = {
  name: 'ubuntu',
  title: 'Ubuntu',
  description: 'Ubuntu on a virtual disk',
  osProfile: null,
  flow: 'nio',
  bootMethod: 'uefi-http',
  vcpus: 2,
  memoryMiB: 2048,
  diskGiB: 8,
};

export const SAMPLE_ORCHESTRATOR: Orchestrator = {
  name: 'simulator',
  kind: 'simulator',
  builtIn: true,
  url: 'https://127.0.0.1:8443',
  state: 'ok',
  reason: null,
  fix: null,
  revision: 1,
};

export const SAMPLE_STORAGE: Storage = {
  logs: { boots: 2, bytes: 40_000, maxBytes: 5 * 2 ** 30, maxDays: 90 },
  history: { deletedNodes: 1, maxNodes: 10_000, maxDays: 400 },
  audit: { events: 3, maxEvents: 50_000, maxDays: 400 },
  measuredAt: '2026-01-02T03:04:05.678Z',
};
