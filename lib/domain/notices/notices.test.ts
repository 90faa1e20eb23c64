import { expect, test } from 'vitest';
import type { StageEvent } from '../../contract/boot.ts';
import { nodeNotice, runNotice, stalledNotice } from './notices.ts';

const event = (stage: StageEvent['stage'], second: number, part: Partial<StageEvent> = {}): StageEvent => ({
  ...{ stage, basis: 'observed', outcome: 'passed', evidence: null, progress: null, statuses: [] },
  ...{ startedAt: `2026-01-02T03:04:${second}.000Z`, endedAt: null, ...part },
});

type Noticed = Parameters<typeof nodeNotice>[0];

const NODE: Noticed = {
  ...{ id: 'n', name: 'edge-1', serial: 'SN1', uuid: 'u', host: 'local', template: 'ubuntu' },
  ...{ orchestrator: 'sim', runId: 'r', bootNumber: 2, address: '10.0.0.5', failure: null, deletedAt: null },
  ...{ createdAt: '2026-01-02T03:00:00.000Z', stage: 'ready' },
  stages: [event('powered-on', 10), event('ready', 40)],
};

test('a node that is ready', () => {
  expect(nodeNotice(NODE)).toMatchObject({
    ...{ id: 'node.ready:n:2', type: 'node.ready', at: '2026-01-02T03:04:40.000Z', path: '/nodes/n' },
    text: 'edge-1 (serial number SN1) is ready on local, at 10.0.0.5, 30s after its boot began.',
    node: { name: 'edge-1', boot: 2, stage: 'ready' },
  });
  // Not known yet, deleted, under way, ended by somebody.
  for (const part of [
    { stages: [] },
    { deletedAt: 'then' },
    { stage: 'firmware' },
    { stage: 'cancelled' },
  ] as const)
    expect(nodeNotice({ ...NODE, ...part })).toBeNull();
});

test('a boot that failed: each cause is told once', () => {
  const failure: Noticed['failure'] = {
    ...{ cause: 'No\u0007 answer.', fix: 'Look.', evidence: null },
    class: 'boot',
    stage: 'http-boot',
  };
  const stages = [event('http-boot', 20, { endedAt: '2026-01-02T03:05:00.000Z', outcome: 'failed' })];
  expect(nodeNotice({ ...NODE, stage: 'failed', failure, stages })).toMatchObject({
    ...{ id: 'node.failed:n:2:http-boot:No\\x07 answer.', at: '2026-01-02T03:05:00.000Z' },
    ...{ title: 'edge-1 failed in “HTTP boot”', text: 'No\\x07 answer. Next step: Look.' },
    failure: { class: 'boot', cause: 'No\\x07 answer.' },
  });
  // Its boot is not known yet; it has none.
  expect(nodeNotice({ ...NODE, stage: 'failed', failure, stages: [], bootNumber: null })).toBeNull();
  const made = { ...NODE, stages: [], bootNumber: null, failure: { ...failure, stage: 'defined' as const } };
  expect(nodeNotice({ ...NODE, stage: 'failed', failure, stages, deletedAt: 'then' })).toBeNull();
  expect(nodeNotice({ ...made, stage: 'failed', deletedAt: 'then' })?.id).toBe(
    'node.failed:n:0:defined:No\\x07 answer.',
  );
  expect(nodeNotice({ ...NODE, stage: 'timed-out', failure, stages })?.title).toContain('timed out');
});

test('a stage that takes long', () => {
  const slow = { stage: 'address', took: 90_000, usual: 3000, now: '2026-01-02T03:04:05.678Z' } as const;
  expect(stalledNotice(NODE, slow)).toMatchObject({
    ...{ id: 'node.stalled:n:2:address', at: slow.now },
    text: 'edge-1 has waited 1m 30s, usually 3.0s for an address by DHCP.',
  });
});

test('a run that is done', () => {
  const run: Parameters<typeof runNotice>[0] = {
    ...{ id: 'r', name: 'lab · 2 nodes · 03:00', state: 'failed', template: 'ubuntu', templateVersion: 1 },
    ...{
      orchestrator: null,
      nodeIds: ['a', 'b'],
      ready: 1,
      failed: 1,
      waiting: 0,
      hold: null,
      cancelled: null,
    },
    ...{ causes: [{ cause: 'No answer.', nodes: 1 }], request: null, placement: [], createdBy: 'a@b' },
    ...{ createdAt: '2026-01-02T03:00:00.000Z', endedAt: '2026-01-02T03:02:00.000Z', revision: 1 },
  };
  expect(runNotice(run)).toMatchObject({
    ...{ id: 'run.done:r:2026-01-02T03:02:00.000Z', title: 'lab · 2 nodes · 03:00: done with failures' },
    ...{ text: '1 of 2 nodes ready, 1 failed, 2m 00s after it began. 1 × No answer.', path: '/runs/r' },
    run: { nodes: 2, failed: 1 },
  });
  expect(runNotice({ ...run, endedAt: null })).toBeNull();
  expect(runNotice({ ...run, state: 'defined' })).toBeNull();
});
