import { describe, expect, it } from 'vitest';
import type { StageEvent } from '../../contract/boot.ts';
import { diagnosis } from '../../contract/diagnosis.ts';
import type { Stage } from '../stages.ts';
import { diagnose, type DiagnosedBoot } from './diagnose.ts';
import { problem, unchecked } from './observation.ts';
import { slownessOf } from './slowness.ts';
import { at, FAILED, found, right, said } from './testing/observed.ts';
import { TOPICS, topicTitle } from './topics.ts';

describe('a verdict', () => {
  it('lists what else was checked, and what could not be', () => {
    const others = [unchecked('lease', 'No answer within 8 s.'), right('certificate-right')];
    const { alsoChecked } = diagnose(at('address'), [said('no-dhcp-answer'), ...others]);
    expect(alsoChecked.map(({ topic }) => topic)).toEqual(['lease', 'boot-program']);
  });

  it('says what the boot itself has told, where the table knows no cause', () => {
    const told = problem('output', null, 'What the rule says.', { basis: 'observed' });
    expect(diagnose(FAILED, [told])).toMatchObject({
      ...{ cause: 'as-reported', title: 'What the rule says.', nextStep: 'What the rule advises.' },
      ...{ confidence: 'likely', evidence: [told] },
    });
    expect(diagnose({ ...FAILED, outcome: 'timed-out' }, []).confidence).toBe('possible');
    expect(diagnose({ ...FAILED, failure: null, outcome: 'ended' }, []).cause).toBe('unknown');
  });

  it('offers the repair that belongs to its evidence, and else the page where it can be put right', () => {
    const repair = problem('authority', 'authority-wrong', 'Another CA.', {
      repair: 'authority',
      fix: 'Put it in.',
    });
    expect(diagnose(FAILED, [repair])).toMatchObject({
      ...{ action: { kind: 'repair', repair: 'authority' }, nextStep: 'Put it in.' },
    });
    expect(diagnose(FAILED, [found('certificate-authority')]).action).toEqual({
      kind: 'orchestrator',
      name: 'sim',
    });
    expect(diagnose({ ...FAILED, isPaused: true }, [found('host-storage-full')]).action).toEqual({
      kind: 'resume',
    });
  });

  it('of a boot that became ready finds no fault', () => {
    expect(diagnose(at('ready', 'ready'), [said('disk-full')])).toMatchObject({
      ...{ cause: 'became-ready', confidence: 'certain' },
    });
  });

  it('is bounded, whatever a guest prints', () => {
    const long = problem('output', 'disk-full', 'x'.repeat(100_000), {
      ...{ basis: 'observed', fix: 'y'.repeat(9_999) },
      evidence: { port: 0, offset: 0, line: 'z'.repeat(9_999) },
    });
    const verdict = diagnose(
      at('provisioning'),
      Array.from({ length: 9 }, () => long),
    );
    const whole = {
      boot: 1,
      at: '2026-01-01T00:00:00.000Z',
      automatic: true,
      milliseconds: 1,
      stage: 'ipxe',
    };
    expect(diagnosis.safeParse({ ...whole, ...verdict }).success).toBe(true);
  });

  it('names every question', () => {
    for (const topic of TOPICS) expect(topicTitle(topic)).not.toBe('');
  });
});

describe('a boot that is only slow', () => {
  const begun = '2026-01-01T00:00:00.000Z';
  const stages: readonly StageEvent[] = [
    {
      ...{ stage: 'micro-os', basis: 'observed', startedAt: begun, endedAt: null, outcome: 'running' },
      ...{ evidence: null, progress: null, statuses: [] },
    },
  ];
  const usual = new Map<Stage, number>([['micro-os', 60_000]]);
  const boot: DiagnosedBoot = { ...FAILED, failure: null, outcome: 'running', stage: 'micro-os' };

  it('is called slow, against the usual', () => {
    const observations = slownessOf(stages, usual, '2026-01-01T00:03:10.000Z');
    expect(diagnose(boot, observations)).toMatchObject({
      ...{ cause: 'slow', confidence: 'likely', title: 'Slow: “Micro-OS” takes 3m 10s, usually 1m 00s.' },
    });
  });

  it('is not called slow while it takes its usual time, nor without anything to compare with', () => {
    const cause = (times: ReadonlyMap<Stage, number>, now: string) =>
      diagnose(boot, slownessOf(stages, times, now)).cause;
    expect(cause(usual, '2026-01-01T00:02:10.000Z')).toBe('under-way');
    expect(cause(new Map(), '2026-01-01T00:02:10.000Z')).toBe('under-way');
    // Half of the time after which it is given up.
    expect(cause(new Map(), '2026-01-01T00:02:31.000Z')).toBe('slow');
  });

  it('is not called slow when something is wrong', () => {
    const late = slownessOf(stages, usual, '2026-01-01T00:03:10.000Z');
    expect(diagnose(boot, [...late, said('account-asked')]).cause).toBe('not-registered');
    expect(diagnose(boot, [...late, found('awaits-os')]).cause).toBe('awaits-os');
  });
});
