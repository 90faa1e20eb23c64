import { expect, it } from 'vitest';
import type { Node } from '../contract/node.ts';
import type { Run } from '../contract/run.ts';
import { runTrend } from './run-trend.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const CAUSE = 'No boot file.';

/** A run of two nodes whose provisioning took so long. */
function past(failed: number, seconds = 30, state: Run['state'] = failed > 0 ? 'failed' : 'succeeded') {
  const run: Run = {
    ...{
      id: String(failed),
      name: 'nightly',
      state,
      template: 'ubuntu',
      templateVersion: 1,
      orchestrator: null,
    },
    ...{ nodeIds: ['a', 'b'], ready: 2 - failed, failed, waiting: 0, hold: null, cancelled: null },
    causes: failed === 0 ? [] : [{ cause: CAUSE, nodes: failed }],
    ...{ request: null, placement: [], endedAt: at(600), createdAt: at(0), createdBy: 'x', revision: 0 },
  };
  const stages: Node['stages'] = [
    {
      ...{ stage: 'provisioning', startedAt: at(0), endedAt: at(seconds), outcome: 'passed' },
      ...{ basis: 'confirmed', evidence: null, progress: null, statuses: [] },
    },
  ];
  return { run, nodes: [{ name: 'a', stages, readyAt: null }] };
}

it.each([
  ['unknown', []],
  ['steady', [0, 0, 0]],
  ['failing', [0, 0, 1, 1]],
  ['failing', [2]],
  ['recovered', [1, 0, 0]],
  ['flaky', [0, 1, 0]],
  ['flaky', [1, 0, 0, 2]],
] as const)('is %s with so many failures in each run: %j', (verdict, failures) => {
  expect(runTrend(failures.map((count) => past(count)))).toMatchObject({ verdict, judged: failures.length });
});

it('judges no run that was cancelled or is under way, and counts causes over runs', () => {
  const trend = runTrend([past(1), past(0, 30, 'cancelled'), past(1, 30, 'running'), past(2), past(0)]);
  expect(trend).toMatchObject({ judged: 3, clean: 1, nodes: 6, ready: 3, verdict: 'recovered' });
  expect(trend.causes).toEqual([{ cause: CAUSE, nodes: 3, runs: 2 }]);
  expect(trend.runs).toHaveLength(5);
  expect(trend.runs[0]).toMatchObject({ took: 600_000, stages: [{ stage: 'provisioning', median: 30_000 }] });
});

it('names stages that took much longer in the latest run, once it is known what is usual', () => {
  expect(runTrend([past(0), past(0), past(0, 90)]).slower).toEqual([]);
  expect(runTrend([past(0), past(0, 32), past(0), past(0, 90)]).slower).toEqual([
    { stage: 'provisioning', latest: 90_000, usual: 30_000 },
  ]);
  expect(runTrend([past(0), past(0), past(0), past(0, 40)]).slower).toEqual([]);
});
