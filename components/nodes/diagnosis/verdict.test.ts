import { describe, expect, it } from 'vitest';
import type { Failure, StageEvent } from '../../../lib/contract/boot.ts';
import type { Diagnosis } from '../../../lib/contract/diagnosis.ts';
import { fine, problem, unchecked } from '../../../lib/domain/diagnosis/observation.ts';
import { checkedWords, isAbout, isNotice, isSlow, placeOf, reportedBeside } from './verdict.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const event = (startedAt: string, endedAt: string | null): StageEvent => ({
  ...{ stage: 'http-boot', basis: 'observed', startedAt, endedAt },
  ...{ outcome: endedAt === null ? 'running' : 'failed', evidence: null, progress: null, statuses: [] },
});
const failure: Failure = {
  ...{ class: 'boot', cause: 'The firmware got no boot file.', fix: 'Look.', stage: 'http-boot' },
  evidence: null,
};
const going = { number: 2, stages: [event(at(10), null)], failure: null };
const failed = { number: 2, stages: [event(at(10), at(60))], failure };
const verdict: Diagnosis = {
  ...{ boot: 2, at: at(61), automatic: true, milliseconds: 5, stage: 'http-boot', cause: 'file-missing' },
  ...{ title: 'The file is missing.', confidence: 'likely', evidence: [], alsoChecked: [] },
  ...{ nextStep: '', action: null },
};

describe('a verdict is shown', () => {
  it('of the boot and the stage that it was made of', () => {
    expect(isAbout(verdict, failed)).toBe(true);
    expect(isAbout(null, failed)).toBe(false);
    expect(isAbout({ ...verdict, boot: 1 }, failed)).toBe(false);
    expect(isAbout({ ...verdict, stage: 'address' }, failed)).toBe(false);
  });
  it('not if it was made while the boot went on, and the boot has failed since', () => {
    expect(isAbout({ ...verdict, at: at(50) }, going)).toBe(true);
    expect(isAbout({ ...verdict, at: at(50) }, failed)).toBe(false);
  });
});

describe('a slow stage', () => {
  const usual = new Map([['http-boot', 15_000]] as const);
  const now = (seconds: number): number => Date.parse(at(10 + seconds));
  it('is one that takes more than twice its usual time and 20 seconds', () => {
    expect(isSlow(going, usual, now(49))).toBe(false);
    expect(isSlow(going, usual, now(51))).toBe(true);
  });
  it('is none once it has failed', () => {
    expect(isSlow(failed, usual, now(500))).toBe(false);
  });
  it('is a notice, no error', () => {
    expect(isNotice({ ...verdict, cause: 'slow' })).toBe(true);
    expect(isNotice(verdict)).toBe(false);
  });
});

it('what was reported at once is said once', () => {
  expect(reportedBeside(failure, verdict)).toBe(failure.cause);
  expect(reportedBeside(failure, { ...verdict, title: failure.cause })).toBeNull();
  const evidence = [problem('course', null, failure.cause)];
  expect(reportedBeside(failure, { ...verdict, evidence })).toBeNull();
  expect(reportedBeside(null, verdict)).toBeNull();
});

it('what else was checked is counted by outcome', () => {
  const all = [fine('lease', 'a'), fine('link', 'b'), problem('names', null, 'c'), unchecked('os', 'd')];
  expect(checkedWords(all)).toBe('2 fine, 1 problem, 1 could not be checked');
  expect(checkedWords(all.slice(0, 1))).toBe('1 fine');
});

describe('the page on which it can be put right', () => {
  const known = {
    hosts: [{ name: 'lab 1' }],
    orchestrators: [
      { name: 'edge', kind: 'edge-orchestrator' },
      { name: 'built-in', kind: 'simulator' },
    ],
    mayEditOrchestrators: true,
  } as const;
  const orchestrator = (name: string) => ({ kind: 'orchestrator', name }) as const;
  it('is that of the host or of the orchestrator', () => {
    expect(placeOf({ kind: 'host', name: 'lab 1' }, known)?.path).toBe('/hosts/lab%201');
    expect(placeOf(orchestrator('edge'), known)?.path).toBe('/orchestrators/edge/edit');
  });
  it('is the list where nothing can be edited', () => {
    expect(placeOf(orchestrator('built-in'), known)?.path).toBe('/orchestrators');
    expect(placeOf(orchestrator('edge'), { ...known, mayEditOrchestrators: false })?.path).toBe(
      '/orchestrators',
    );
  });
  it('is none of what is gone', () => {
    expect(placeOf({ kind: 'host', name: 'lab 2' }, known)).toBeNull();
    expect(placeOf(orchestrator('gone'), known)).toBeNull();
    expect(placeOf(null, known)).toBeNull();
  });
});
