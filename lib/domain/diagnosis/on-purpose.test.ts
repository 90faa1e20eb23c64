import { expect, test } from 'vitest';
import { diagnose, type DiagnosedBoot } from './diagnose.ts';
import { problem } from './observation.ts';
import { purposeOf } from './on-purpose.ts';

const AT = (second: number): string => `2026-01-01T10:00:${String(second).padStart(2, '0')}.000Z`;
type Done = Parameters<typeof purposeOf>[0][number];
const fault = (changes: Partial<Done> = {}): Done => ({
  ...{ kind: 'link-down', rateKiBps: null, lossPercent: null, at: null, seconds: null, state: 'active' },
  ...{ boot: 1, begunAt: AT(10), endedAt: null, end: null, endedBy: null, createdBy: 'op@example.com' },
  ...changes,
});
const ENDED = { state: 'ended', endedAt: AT(20), end: 'time' } as const;

const BOOT: DiagnosedBoot = {
  ...{ stage: 'ipxe', outcome: 'running', failure: null, host: 'local', orchestrator: null },
  ...{ isPaused: false, hasFault: true },
};
const FAILURE = { class: 'boot', cause: 'It stopped.', fix: 'Look.', stage: 'ipxe', evidence: null } as const;
const found = (faults: readonly Done[], failedAt: string | null) =>
  purposeOf(faults, { number: 1, failedAt }).map(({ finding }) => finding);

test('a fault in force is the cause, for certain, before everything that it does itself', () => {
  const down = problem('link', 'link-down', 'The link is set down.');
  const verdict = diagnose(BOOT, [down, ...purposeOf([fault()], { number: 1, failedAt: null })]);
  expect(verdict).toMatchObject({
    ...{ cause: 'on-purpose', confidence: 'certain', action: { kind: 'end-faults' } },
    title: 'On purpose: link down since 10:00:10 UTC, asked for by op@example.com.',
  });
});

test('a power cut is the cause of a boot that it has ended', () => {
  const cut = fault({ kind: 'power-cut', ...ENDED, end: 'done' });
  const failed: DiagnosedBoot = { ...BOOT, outcome: 'failed', failure: FAILURE, hasFault: false };
  const off = problem('course', 'switched-off', 'It was powered off.');
  const verdict = diagnose(failed, [off, ...purposeOf([cut], { number: 1, failedAt: AT(11) })]);
  expect(verdict).toMatchObject({ cause: 'on-purpose', confidence: 'certain', action: null });
  expect(verdict.title).toContain('power cut at 10:00:10 UTC');
});

test('what was taken back, or only slows a boot down, may be the cause of a failure; what came after it, was elsewhere or never done is not', () => {
  expect(found([fault(ENDED)], AT(30))).toEqual(['on-purpose-perhaps']);
  expect(found([fault(ENDED)], AT(15))).toEqual(['on-purpose']);
  expect(found([fault(ENDED)], null)).toEqual([null]);
  const slow = { kind: 'link-slow', rateKiBps: 10 } as const;
  expect(found([fault(slow)], null)).toEqual(['on-purpose']);
  expect(found([fault(slow)], AT(30))).toEqual(['on-purpose-perhaps']);
  expect(found([fault()], AT(5))).toEqual([null]);
  expect(found([fault({ boot: 2 })], null)).toEqual([null]);
  expect(found([fault({ ...ENDED, end: 'failed' })], AT(30))).toEqual([null]);
  const file = problem('boot-program', 'file-missing', 'There is no such file.');
  const failed: DiagnosedBoot = { ...BOOT, stage: 'http-boot', outcome: 'failed', failure: FAILURE };
  const both = [file, ...purposeOf([fault(slow)], { number: 1, failedAt: AT(30) })];
  expect(diagnose(failed, both).cause).toBe('file-missing');
});
