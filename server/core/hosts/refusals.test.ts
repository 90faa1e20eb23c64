import { expect, test } from 'vitest';
import { DEFAULT_HOST_SETTINGS } from '../../../lib/contract/host-settings.ts';
import { SAMPLE_HOST } from '../../testing/samples.ts';
import { inUse, refusalOf } from './refusals.ts';

const FAR = 'qemu+ssh://root@far/system';

test.each([
  ['simulator', 'qemu:///system', false, null],
  ['simulator', FAR, false, 'cannot reach the built-in simulator'],
  ['edge-orchestrator', FAR, false, null],
  ['http-boot', FAR, true, 'in maintenance'],
  ['http-boot', 'qemu:///session', false, 'is a session of libvirt'],
  ['edge-orchestrator', 'qemu+ssh://far/session', false, 'is a session of libvirt'],
] as const)('nodes of %s on %s, in maintenance: %s', (kind, uri, maintenance, reason) => {
  const host = { ...SAMPLE_HOST, uri, settings: { ...DEFAULT_HOST_SETTINGS, maintenance } };
  const refusal = refusalOf(host, { kind });
  if (reason === null) expect(refusal).toBeNull();
  else expect(refusal?.message).toContain(reason);
});

test('nodes elsewhere may use the simulator at an address that they reach', () => {
  const settings = { ...DEFAULT_HOST_SETTINGS, simulatorAddress: '192.0.2.10' };
  expect(refusalOf({ ...SAMPLE_HOST, uri: FAR, settings }, { kind: 'simulator' })).toBeNull();
});

test('a host in use names some of what it has', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(inUse('far', nodes, ['disk']).message).toBe(
    '"far" has 6 nodes (a, b, c, d, e and 1 more) and 1 image (disk).',
  );
});
