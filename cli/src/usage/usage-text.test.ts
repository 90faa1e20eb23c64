import { expect, test } from 'vitest';
import type { HostUsage, Usage } from '../../../lib/contract/usage.ts';
import { usageText } from './usage-text.ts';

const NOTHING: Usage = {
  ...{ cpu: null, memoryMiB: null, diskRead: null, diskWritten: null, received: null, sent: null },
  waiting: null,
};

const HOST: HostUsage = {
  ...{ host: 'lab', at: '2026-01-02T03:04:05.678Z', cpus: 8, memoryMiB: 16_384 },
  now: { ...NOTHING, cpu: 7.75, memoryMiB: 8192, waiting: 0.02 },
  domains: { running: 2, cpu: 7, memoryMiB: 4096 },
  starving: [],
};

test('hosts, and domains with what is known of them', () => {
  const one = { host: 'lab', uuid: 'u', vcpus: 2, memoryMiB: 2048 };
  const used = { cpu: 1.25, memoryMiB: 1024, diskRead: 0, diskWritten: 2048, received: 10, sent: 20 };
  const text = usageText({
    hosts: [HOST],
    domains: [
      { ...one, name: 'edge-1', nodeId: 'id', now: { ...used, waiting: 0.5 } },
      { ...one, name: 'other', nodeId: null, now: NOTHING },
    ],
  });
  expect(text.split('\n')).toEqual([
    'lab: 7.8 of 8 CPUs busy, 8 GiB of 16 GiB memory in use, 2 % of the time waiting for disks, 2 domains running',
    '',
    'DOMAIN   HOST  CPU     MEMORY       READ   WRITTEN    RECEIVED  SENT    WAITING',
    'edge-1   lab   1.25/2  1 GiB/2 GiB  0 B/s  2.0 KiB/s  10 B/s    20 B/s  50 %',
    'other *  lab   -       -            -      -          -         -       -',
    '',
  ]);
});

test('who starves the host, why we think so and what to do', () => {
  const found = { resource: 'cpu', domain: 'edge-1', nodeId: null } as const;
  const starving = [{ ...found, summary: 'It does.', evidence: 'Look.', fix: 'Stop it.' }];
  const lines = usageText({ hosts: [{ ...HOST, now: NOTHING, starving }], domains: [] }).split('\n');
  expect(lines.slice(0, 3)).toEqual(['lab: 2 domains running', '  ! It does. Look.', '    → Stop it.']);
});

test('nothing yet', () => {
  expect(usageText({ hosts: [], domains: [] })).toContain('takes two measurements');
});
