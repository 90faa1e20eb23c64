import { expect, test } from 'vitest';
import { expectedStages } from './expected-stages.ts';
import { STAGES } from './stages.ts';

const network = { source: { kind: 'uefi-http' }, isIpxe: false, ready: null } as const;
const START = ['defined', 'powered-on', 'firmware'];

test('a node that an Edge Orchestrator takes in passes them all', () => {
  expect(expectedStages({ ...network, orchestrator: 'edge-orchestrator' })).toEqual(STAGES);
  expect(expectedStages({ ...network, orchestrator: 'simulator' })).toEqual(STAGES);
});

test('a plain boot server neither onboards nor provisions', () => {
  const orchestrator = 'http-boot';
  const http = [...START, 'address', 'http-boot'];
  expect(expectedStages({ ...network, orchestrator })).toEqual([...http, 'os-boot', 'ready']);
  const chained = expectedStages({ ...network, orchestrator, isIpxe: true });
  expect(chained).toEqual([...http, 'ipxe', 'os-boot', 'ready']);
});

test('iPXE on a disk leaves out what the firmware would do', () => {
  const source = { kind: 'ipxe-disk' } as const;
  const known = expectedStages({ ...network, source, orchestrator: 'http-boot', isIpxe: true });
  expect(known).toEqual([...START, 'ipxe', 'os-boot', 'ready']);
  const edge = expectedStages({ ...network, source, orchestrator: 'simulator' });
  expect(edge).toEqual(STAGES.filter((stage) => stage !== 'address' && stage !== 'http-boot'));
});

test.each(['medium', 'cloud-image', 'disk'] as const)('booting locally (%s) needs no network', (kind) => {
  for (const orchestrator of ['none', 'edge-orchestrator', null] as const)
    expect(expectedStages({ ...network, source: { kind }, orchestrator })).toEqual([
      ...START,
      'os-boot',
      'ready',
    ]);
});

test('a stage that makes the node ready is the last before ready', () => {
  const ready = { kind: 'stage', stage: 'http-boot', seconds: 60 } as const;
  expect(expectedStages({ ...network, orchestrator: 'http-boot', isIpxe: true, ready })).toEqual([
    ...START,
    'address',
    'http-boot',
    'ready',
  ]);
});
