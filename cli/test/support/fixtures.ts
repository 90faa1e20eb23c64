import { randomUUID } from 'node:crypto';
import { boot, type Boot } from '../../../lib/contract/boot.ts';
import {
  host,
  type Host,
  orchestrator,
  type Orchestrator,
  template,
  type Template,
} from '../../../lib/contract/host.ts';
import { nodeDetail, type NodeDetail } from '../../../lib/contract/node.ts';
import { operation, type Operation, type OperationKind } from '../../../lib/contract/operation.ts';
import { run, type Run } from '../../../lib/contract/run.ts';

export const AT = '2026-01-02T03:04:05.678Z';

export const makeBoot = (number: number, facts: Partial<Boot> = {}): Boot =>
  boot.parse({
    id: `boot-${number}`,
    number,
    startedAt: AT,
    endedAt: null,
    endReason: null,
    stages: [],
    failure: null,
    ports: [
      { port: 0, start: 0, end: 0, gaps: [] },
      { port: 1, start: 0, end: 0, gaps: [] },
    ],
    ...facts,
  });

export const makeNode = (name: string, facts: Partial<NodeDetail> = {}): NodeDetail =>
  nodeDetail.parse({
    id: `id-of-${name}`,
    name,
    uuid: randomUUID(),
    serial: 'VH001N1M001',
    mac: '52:54:00:00:00:01',
    host: 'local',
    template: 'ubuntu',
    orchestrator: 'demo',
    flow: 'nio',
    bootMethod: 'uefi-http',
    vcpus: 2,
    memoryMiB: 2048,
    diskGiB: 8,
    runId: 'run-1',
    state: 'running',
    stage: 'firmware',
    failure: null,
    progress: null,
    stages: [],
    bootNumber: 1,
    address: '192.0.2.7',
    orchestratorView: null,
    operation: null,
    createdAt: AT,
    createdBy: 'admin@example.org',
    readyAt: null,
    deletedAt: null,
    revision: 1,
    boots: [makeBoot(1)],
    ...facts,
  });

export const makeOperation = (
  kind: OperationKind,
  node: NodeDetail,
  facts: Partial<Operation> = {},
): Operation =>
  operation.parse({
    id: randomUUID(),
    kind,
    nodeId: node.id,
    nodeName: node.name,
    state: 'recorded',
    step: null,
    by: 'admin@example.org',
    recordedAt: AT,
    endedAt: null,
    error: null,
    ...facts,
  });

export const makeRun = (id: string, nodeIds: readonly string[]): Run =>
  run.parse({
    id,
    state: 'running',
    template: 'ubuntu',
    orchestrator: 'demo',
    nodeIds,
    ready: 0,
    failed: 0,
    createdAt: AT,
    createdBy: 'admin@example.org',
    revision: 1,
  });

export const LOCAL_HOST: Host = host.parse({
  name: 'local',
  uri: 'qemu:///system',
  state: 'connected',
  reason: null,
  fix: null,
  hostname: 'example',
  versions: { libvirt: '9.0.0', qemu: '7.2.0', firmware: '2022.11' },
  acceleration: { kind: 'tcg', reason: 'a guest on KVM died', checkedAt: AT },
  capacity: null,
  checks: [{ id: 'pool', status: 'fail', reason: 'the pool is full', fix: 'Make room.' }],
  revision: 1,
});

export const UBUNTU: Template = template.parse({
  name: 'ubuntu',
  title: 'Ubuntu',
  description: 'An edge node',
  osProfile: null,
  flow: 'nio',
  bootMethod: 'uefi-http',
  vcpus: 2,
  memoryMiB: 2048,
  diskGiB: 8,
});

export const DEMO: Orchestrator = orchestrator.parse({
  name: 'demo',
  kind: 'simulator',
  url: 'https://demo.example.org',
  state: 'ok',
  reason: null,
  fix: null,
  revision: 1,
});
