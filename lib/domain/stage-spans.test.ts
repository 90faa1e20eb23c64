import { expect, it } from 'vitest';
import type { StageEvent } from '../contract/boot.ts';
import { stageSpans, timesOf } from './stage-spans.ts';
import type { Stage } from './stages.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function event(
  stage: Stage,
  from: number,
  to: number | null,
  outcome: StageEvent['outcome'] = to === null ? 'running' : 'passed',
): StageEvent {
  const told = { evidence: null, progress: null, statuses: [], basis: 'observed' as const };
  return { stage, startedAt: at(from), endedAt: to === null ? null : at(to), outcome, ...told };
}

it('makes one span of what was observed and confirmed of a stage, and two of a stage that came twice', () => {
  const spans = stageSpans([
    event('ipxe', 10, 20),
    event('onboarding', 20, 30),
    { ...event('onboarding', 22, 34), basis: 'confirmed' },
    event('ipxe', 40, 45),
  ]);
  expect(spans.map(({ stage, startedAt, endedAt }) => [stage, startedAt, endedAt])).toEqual([
    ['ipxe', at(10), at(20)],
    ['onboarding', at(20), at(34)],
    ['ipxe', at(40), at(45)],
  ]);
  expect([...timesOf(spans)]).toEqual([
    ['ipxe', 15_000],
    ['onboarding', 14_000],
  ]);
});

it('ends a stage without an end where the next begins, and leaves the last one open', () => {
  const spans = stageSpans([event('firmware', 0, null), event('ipxe', 8, null)]);
  expect(spans).toMatchObject([
    { stage: 'firmware', endedAt: at(8), outcome: 'passed' },
    { stage: 'ipxe', endedAt: null, outcome: 'running' },
  ]);
  expect([...timesOf(spans).keys()]).toEqual(['firmware']);
});

it('knows nothing of what came after the node was ready', () => {
  const events = [event('os-boot', 0, null), event('ready', 9, 9), event('firmware', 50, 60)];
  expect(stageSpans(events, at(9))).toEqual([
    { stage: 'os-boot', startedAt: at(0), endedAt: at(9), outcome: 'passed' },
  ]);
});

it('says how a stage failed that was seen in two ways', () => {
  expect(stageSpans([event('ipxe', 0, 9), event('ipxe', 3, 9, 'failed')])).toMatchObject([
    { outcome: 'failed' },
  ]);
  expect(stageSpans([event('ipxe', 3, null, 'failed')])).toMatchObject([{ endedAt: at(3) }]);
});
