import { expect, test } from 'vitest';
import { faultRequest } from '../contract/fault.ts';
import {
  type FaultLike,
  faultEndText,
  faultName,
  faultPlan,
  faultRefusal,
  faultStep,
  type FaultyMachine,
  firstBoot,
  inTheWayOf,
  waitsForStage,
} from './faults.ts';

const NOW = '2026-01-01T10:00:00.000Z';
const on = (...stages: FaultyMachine['stages'][number]['stage'][]): FaultyMachine => ({
  state: 'running',
  bootNumber: 2,
  stages: stages.map((stage) => ({ stage })),
});
const OFF: FaultyMachine = { ...on('powered-on', 'ready'), state: 'shut off' };

type Row = FaultLike & { readonly fromBoot: number };
const fault = (changes: Partial<Row> = {}): Row => ({
  ...{ kind: 'link-down', rateKiBps: null, lossPercent: null, at: 'ipxe', seconds: null, state: 'armed' },
  ...{ boot: null, begunAt: null, endedAt: null, end: null, createdBy: 'a@b', fromBoot: 2 },
  ...changes,
});
const active = (changes: Partial<Row> = {}): Row =>
  fault({ state: 'active', boot: 2, begunAt: '2026-01-01T09:59:50.000Z', ...changes });

test('a request says what its fault needs, and nothing else', () => {
  const issues = (input: object) =>
    faultRequest.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
    [];
  expect(issues({ kind: 'link-down', at: 'ipxe', seconds: 20 })).toEqual([]);
  expect(issues({ kind: 'link-slow' })).toEqual(['rateKiBps: link-slow needs it']);
  expect(issues({ kind: 'link-lossy', rateKiBps: 5, lossPercent: 5 })).toEqual([
    'rateKiBps: leave it out: link-lossy has none',
  ]);
  expect(issues({ kind: 'power-cut', seconds: 3 })).toEqual([
    'seconds: leave it out: power-cut is over at once',
  ]);
  expect(issues({ kind: 'link-lossy', lossPercent: 101 })).toEqual([
    'lossPercent: use a whole number from 1 to 100',
  ]);
  expect(issues({ kind: 'pause', at: 'defined' })).toHaveLength(1);
});

test('an armed fault begins when its stage has come, seen or not, in a boot that it may hit', () => {
  expect(faultStep(fault(), on('powered-on', 'http-boot'), NOW)).toBeNull();
  expect(faultStep(fault(), on('powered-on', 'ipxe'), NOW)).toEqual({ act: 'begin' });
  expect(faultStep(fault(), on('powered-on', 'micro-os'), NOW)).toEqual({ act: 'begin' });
  // Until its serial ports are read, a machine is paused.
  expect(faultStep(fault(), { ...on('powered-on', 'ipxe'), state: 'paused' }, NOW)).toBeNull();
  // The stages of the boot before.
  expect(faultStep(fault({ fromBoot: 3 }), on('powered-on', 'ready'), NOW)).toBeNull();
});

test('one that is in force ends with its time, the power, or a resume, and never for lack of news', () => {
  expect(faultStep(active(), on('ipxe'), NOW)).toBeNull();
  expect(faultStep(active({ seconds: 15 }), on('ipxe'), NOW)).toEqual({
    act: 'wait',
    until: Date.parse(NOW) + 5_000,
  });
  expect(faultStep(active({ seconds: 10 }), on('ipxe'), NOW)).toEqual({ act: 'end', why: 'time' });
  expect(faultStep(active(), OFF, NOW)).toEqual({ act: 'end', why: 'power-off' });
  expect(faultStep(active(), { ...on('powered-on'), bootNumber: 3 }, NOW)).toEqual({
    act: 'end',
    why: 'power-off',
  });
  expect(faultStep(active({ kind: 'pause' }), on('ipxe'), NOW)).toEqual({ act: 'end', why: 'resumed' });
  expect(faultStep(active({ kind: 'power-cut' }), OFF, NOW)).toEqual({ act: 'end', why: 'done' });
  expect(faultStep(active({ seconds: 1 }), { ...on('ipxe'), state: 'no state' }, NOW)).toBeNull();
});

test('refused: what is past in this boot, and two faults of one part at the same time', () => {
  expect(faultRefusal(fault({ at: 'ipxe' }), on('powered-on', 'micro-os'), [])).toMatchObject({
    field: 'at',
  });
  expect(faultRefusal(fault({ at: 'ipxe' }), OFF, [])).toBeNull();
  const slow = { kind: 'link-slow', at: null } as const;
  expect(faultRefusal({ kind: 'link-lossy', at: null }, on(), [slow])).toMatchObject({ field: 'kind' });
  expect(faultRefusal({ kind: 'disk-slow', at: null }, on(), [slow])).toBeNull();
  const twice = [fault({ at: 'ipxe', seconds: 5 })];
  expect(faultRefusal(fault({ at: 'provisioning' }), OFF, twice)).toBeNull();
  expect(faultRefusal(fault({ at: 'ipxe' }), OFF, twice)).toMatchObject({ field: 'kind' });
  expect(faultRefusal(fault(), { ...OFF, state: 'no domain' }, [])).toMatchObject({ field: 'node' });
  expect(inTheWayOf('link-down', [active()])).toContain('Link down');
  expect(inTheWayOf('link-down', [fault()])).toBeNull();
  expect(inTheWayOf('power-cut', [active({ kind: 'pause' })])).toBeNull();
});

test('one for now waits for the power-on of a node that is off, and for its next boot', () => {
  expect([waitsForStage(null, 'shut off'), firstBoot(OFF)]).toEqual(['powered-on', 3]);
  expect([waitsForStage(null, 'running'), firstBoot(on())]).toEqual([null, 2]);
  expect(firstBoot({ ...OFF, bootNumber: null })).toBe(1);
});

test('words for people', () => {
  expect(faultName(fault({ kind: 'link-slow', rateKiBps: 100 }))).toBe('Slow link, 100 KiB/s');
  expect(faultName(fault({ kind: 'link-lossy', lossPercent: 20 }))).toBe('Lossy link, 20 % of the packets');
  expect(faultPlan(fault({ seconds: 20 }))).toBe('when “iPXE” begins, for 20 s');
  expect(faultPlan(fault({ at: null }))).toBe('at once');
  expect(faultEndText({ end: 'person', endedBy: 'a@b' })).toBe('ended by a@b');
});
