import { describe, expect, test } from 'vitest';
import { type FailureDetection, type Rank, type StageDetection } from '../recogniser/detections.ts';
import { type Stage, STAGE_FACTS } from '../stages.ts';
import { advance, beginBoot } from './advance.ts';
import { at } from './boot-texts.ts';
import { type StatusReport, type BootProgress, type BootOptions } from './boot-progress.ts';

const begun = (options: Partial<BootOptions> = {}): BootProgress =>
  beginBoot({ at: at(0), orchestrator: 'edge', ...options });

const observes = (boot: BootProgress, seconds: number, stage: Stage, entry = 1): BootProgress => {
  const detection: StageDetection = {
    kind: 'stage',
    basis: 'observed',
    stage,
    entry,
    progress: null,
    port: 0,
    offset: seconds,
    line: `${stage} seen`,
  };
  return advance(boot, { kind: 'detection', at: at(seconds), detection });
};

const reports = (boot: BootProgress, seconds: number, report: StatusReport): BootProgress =>
  advance(boot, { kind: 'report', at: at(seconds), report });

const ticks = (boot: BootProgress, seconds: number): BootProgress =>
  advance(boot, { kind: 'tick', at: at(seconds) });

const fails = (
  boot: BootProgress,
  seconds: number,
  grace: number | null,
  cause = 'it broke',
  rank: Rank = 'cause',
): BootProgress => {
  const detection: FailureDetection = {
    kind: 'failure',
    class: 'ipxe',
    cause,
    fix: 'fix it',
    grace,
    rank,
    port: 1,
    offset: 7,
    line: 'Error',
  };
  return advance(boot, { kind: 'detection', at: at(seconds), detection });
};

const LOGIN = { kind: 'prompt', prompt: 'login', port: 0, offset: 0, line: 'edge login: ' } as const;

const summary = ({ stages }: BootProgress): string[] =>
  stages.map(({ stage, basis, outcome }) => `${stage} ${basis} ${outcome}`);

describe('a successful boot', () => {
  test('combines serial output and reports; only the orchestrator makes it ready', () => {
    let boot = begun({ definedAt: at(-5) });
    for (const [index, stage] of (['firmware', 'address', 'http-boot', 'ipxe'] as const).entries()) {
      boot = observes(boot, index + 1, stage);
    }
    boot = reports(boot, 5, { status: 'registered' });
    boot = observes(boot, 6, 'micro-os-download');
    boot = observes(boot, 7, 'micro-os');
    boot = reports(boot, 8, { status: 'onboarded' });
    boot = reports(boot, 9, { status: 'provisioning', progress: { step: 1, total: 12, text: 'Streaming' } });
    boot = reports(boot, 10, {
      status: 'provisioning',
      progress: { step: 2, total: 12, text: 'Setting up' },
    });
    expect(boot.stages.at(-1)?.progress).toEqual({ step: 2, total: 12, text: 'Setting up' });
    boot = observes(boot, 11, 'rebooting');
    boot = reports(boot, 12, { status: 'provisioned' });
    boot = observes(boot, 13, 'os-boot');
    boot = reports(boot, 14, { status: 'running' });
    expect(summary(boot)).toEqual([
      'defined confirmed passed',
      'powered-on confirmed passed',
      'firmware observed passed',
      'address observed passed',
      'http-boot observed passed',
      'ipxe observed passed',
      'micro-os-download observed passed',
      'micro-os observed passed',
      'onboarding confirmed passed',
      'provisioning confirmed passed',
      'rebooting observed passed',
      'os-boot observed passed',
      'ready confirmed passed',
    ]);
    expect(boot.stage).toBe('ready');
    expect(boot.stages[2]).toMatchObject({
      startedAt: at(1),
      endedAt: at(2),
      evidence: { port: 0, offset: 1 },
    });
    for (const event of boot.stages) expect(event.endedAt).not.toBeNull();
  });

  test('later evidence closes stages that were never seen; a silent system becomes ready by the orchestrator’s report', () => {
    const boot = reports(observes(begun(), 3, 'micro-os'), 60, { status: 'running' });
    expect(summary(boot)).toEqual([
      'powered-on confirmed passed',
      'micro-os observed passed',
      'ready confirmed passed',
    ]);
  });

  test('an unobserved onboarding is inserted in its place', () => {
    const boot = reports(observes(observes(begun(), 1, 'micro-os'), 2, 'provisioning'), 3, {
      status: 'onboarded',
    });
    expect(boot.stages.map(({ stage }) => stage)).toEqual([
      'powered-on',
      'micro-os',
      'onboarding',
      'provisioning',
    ]);
    expect(boot.stage).toBe('provisioning');
    for (const status of ['provisioned', 'rebooting'] as const) {
      const later = reports(observes(begun(), 1, 'micro-os'), 2, { status });
      expect(summary(later).slice(2, 4)).toEqual([
        'onboarding confirmed passed',
        'provisioning confirmed passed',
      ]);
    }
  });

  test('a login prompt makes a node ready only without an orchestrator', () => {
    const asks = (boot: BootProgress): BootProgress => {
      const place = { port: 1, offset: 99, line: 'host-1 login:' };
      return advance(boot, {
        kind: 'detection',
        at: at(9),
        detection: { kind: 'prompt', prompt: 'login', ...place },
      });
    };
    const alone = asks(observes(begun({ orchestrator: 'none' }), 1, 'os-boot'));
    expect(alone.stages.at(-1)).toMatchObject({ stage: 'ready', basis: 'observed', outcome: 'passed' });
    expect(asks(observes(begun(), 1, 'os-boot'))).toMatchObject({ stage: 'os-boot', ending: null });
    expect(asks(observes(begun({ orchestrator: 'none' }), 1, 'micro-os')).stage).toBe('micro-os');
  });

  test('input without news returns the same object', () => {
    const boot = reports(observes(begun(), 1, 'provisioning'), 2, { status: 'provisioning', progress: null });
    expect(reports(boot, 3, { status: 'provisioning', progress: null })).toBe(boot);
    expect(observes(boot, 3, 'micro-os')).toBe(boot);
    expect(ticks(boot, 4)).toBe(boot);
  });
});

describe('failures', () => {
  test('a final failure ends the boot with its cause; after-effects change nothing', () => {
    const boot = fails(fails(observes(begun(), 1, 'ipxe'), 2, 0, 'the cause'), 3, 0, 'an after-effect');
    expect(boot).toMatchObject({
      ending: 'failed',
      failure: { cause: 'the cause', stage: 'ipxe', evidence: { port: 1, offset: 7 } },
    });
    expect(summary(boot).at(-1)).toBe('ipxe observed failed');
  });

  test('a failure that may resolve itself counts once its grace period is over', () => {
    const suspected = fails(observes(begun(), 1, 'ipxe'), 2, 30);
    expect(suspected.ending).toBeNull();
    expect(ticks(suspected, 31).ending).toBeNull();
    expect(ticks(suspected, 32)).toMatchObject({ ending: 'failed', failure: { cause: 'it broke' } });
    const recovered = observes(suspected, 20, 'micro-os-download');
    expect(ticks(recovered, 40)).toMatchObject({ ending: null, suspect: null });
  });

  test('the first suspected failure becomes the cause', () => {
    const boot = fails(fails(observes(begun(), 1, 'ipxe'), 2, 30, 'not found'), 3, 0, 'could not load');
    expect(boot.failure?.cause).toBe('not found');
  });

  test('a retry by the node withdraws the failure', () => {
    const boot = observes(fails(observes(begun(), 1, 'http-boot'), 2, 0), 60, 'address', 2);
    expect(boot).toMatchObject({ stage: 'address', ending: null, failure: null });
    expect(summary(boot).at(-2)).toBe('http-boot observed failed');
  });

  test('a guest that loops does not fill the history', () => {
    let boot = begun();
    for (let round = 1; round < 1000; round++) {
      boot = observes(observes(boot, round, 'address', round), round, 'http-boot', round);
    }
    expect(boot.stages.length).toBeLessThanOrEqual(210);
    expect(observes(boot, 1000, 'ipxe').stage).toBe('ipxe');
  });

  test('the orchestrator reports the cause', () => {
    const boot = reports(observes(begun(), 1, 'provisioning'), 2, {
      status: 'failed',
      text: '3/12: no space',
    });
    expect(boot).toMatchObject({ ending: 'failed', failure: { class: 'workflow' } });
    expect(boot.failure?.cause).toContain('3/12: no space');
  });
});

describe('time', () => {
  test('a stage without progress times out and names what it waited for', () => {
    const boot = observes(begun(), 1, 'address');
    const { timeout, waitsFor } = STAGE_FACTS.address;
    expect(ticks(boot, timeout).ending).toBeNull();
    const late = ticks(boot, timeout + 1);
    expect(late).toMatchObject({ ending: 'timed-out', failure: { class: 'boot', stage: 'address' } });
    expect(late.failure?.cause).toContain(waitsFor);
    expect(summary(late).at(-1)).toBe('address observed timed-out');
    expect(observes(late, timeout + 9, 'http-boot')).toMatchObject({ ending: null, failure: null });
  });

  test('progress extends the timeout; a pause stops the clock', () => {
    const { timeout } = STAGE_FACTS.provisioning;
    const progress = { step: 1, total: 12, text: 'Streaming' };
    let boot = observes(begun(), 0, 'provisioning');
    boot = reports(boot, timeout - 1, { status: 'provisioning', progress });
    expect(ticks(boot, timeout + 10).ending).toBeNull();
    boot = reports(boot, timeout + 11, { status: 'paused' });
    expect(ticks(boot, 10 * timeout).ending).toBeNull();
    boot = reports(boot, 10 * timeout, { status: 'resumed' });
    expect(ticks(boot, 10 * timeout + 1).ending).toBeNull();
    expect(ticks(boot, 11 * timeout).ending).toBe('timed-out');
  });

  test('a full storage halts the boot with a cause; only resuming withdraws it, late reports do not', () => {
    const full = { status: 'storage-full' } as const;
    const boot = reports(observes(begun(), 1, 'provisioning'), 2, full);
    expect(boot).toMatchObject({
      ending: 'failed',
      failure: { class: 'storage', stage: 'provisioning' },
    });
    expect(boot.failure?.cause).toContain('storage is full');
    expect(reports(boot, 3, full)).toBe(boot);
    expect(ticks(boot, 1e6)).toBe(boot);
    const progress = { step: 2, total: 12, text: 'Streaming' };
    const late = reports(boot, 3, { status: 'provisioning', progress });
    expect(late).toMatchObject({ ending: 'failed', failure: { class: 'storage' } });
    expect(late.stages.at(-1)).toMatchObject({ stage: 'provisioning', outcome: 'failed', progress });

    const on = reports(late, 1e6, { status: 'resumed' });
    expect(on).toMatchObject({ ending: null, failure: null, paused: false });
    expect(summary(on)).toEqual([
      'powered-on confirmed passed',
      'onboarding confirmed passed',
      'provisioning confirmed running',
    ]);
    expect(ticks(on, 1e6 + 1).ending).toBeNull();
    expect(ticks(on, 1e6 + STAGE_FACTS.provisioning.timeout).ending).toBe('timed-out');
    const off = { status: 'stopped', reason: 'destroyed', requested: true } as const;
    expect(reports(late, 4, off)).toMatchObject({
      ending: 'failed',
      failure: { class: 'storage' },
      over: true,
    });
  });

  test('a full storage also halts a ready system; an earlier failure keeps its cause', () => {
    const full = { status: 'storage-full' } as const;
    const ready = reports(begun(), 1, { status: 'running' });
    const boot = reports(ready, 2, full);
    expect(boot).toMatchObject({ stage: 'ready', ending: 'failed', failure: { class: 'storage' } });
    expect(reports(boot, 3, { status: 'running' })).toBe(boot);
    const on = reports(boot, 4, { status: 'resumed' });
    expect(on).toMatchObject({ stage: 'ready', ending: null, failure: null });
    expect(summary(on)).toEqual(summary(ready));

    const failed = reports(fails(observes(begun(), 1, 'ipxe'), 2, 0), 3, full);
    expect(failed.failure?.cause).toBe('it broke');
    expect(reports(failed, 4, { status: 'resumed' }).failure?.cause).toBe('it broke');
  });

  test('ready never times out', () => {
    const boot = reports(begun(), 1, { status: 'running' });
    expect(ticks(boot, 1e6)).toBe(boot);
  });
});

describe('power', () => {
  test('powered off on request: cancelled; by itself or from outside: failed, with the reason', () => {
    const boot = observes(begun(), 1, 'micro-os');
    const requested = reports(boot, 2, { status: 'stopped', reason: 'destroyed', requested: true });
    expect(requested).toMatchObject({ ending: 'cancelled', failure: null, over: true });
    const others = reports(boot, 2, { status: 'stopped', reason: 'destroyed', requested: false });
    expect(others).toMatchObject({ ending: 'failed', failure: { class: 'host' } });
    const itself = reports(boot, 2, { status: 'stopped', reason: 'shutdown', requested: false });
    expect(itself.failure).toMatchObject({ class: 'onboarding', stage: 'micro-os' });
  });

  test('a ready boot stays ready after power-off and ignores further input', () => {
    const off = { status: 'stopped', reason: 'shutdown', requested: true } as const;
    const boot = reports(reports(begun(), 1, { status: 'running' }), 2, off);
    expect(boot).toMatchObject({ stage: 'ready', ending: null, over: true });
    expect(observes(boot, 3, 'firmware')).toBe(boot);
    expect(reports(boot, 3, off)).toBe(boot);
  });

  test('a report repeated from an earlier boot is ignored', () => {
    let boot = begun({ wasReady: true, lastReport: { status: 'running' } });
    boot = reports(observes(boot, 1, 'firmware'), 2, { status: 'running' });
    expect(boot.stage).toBe('firmware');
    boot = reports(observes(boot, 3, 'os-boot'), 4, { status: 'running' });
    expect(boot.stage).toBe('os-boot');
    expect(reports(boot, 70, { status: 'running' }).stage).toBe('ready');
    expect(summary(reports(boot, 5, { status: 'provisioned' }))).toEqual(summary(boot));
    boot = reports(reports(boot, 5, { status: 'provisioned' }), 6, { status: 'running' });
    expect(boot.stage).toBe('ready');
  });

  test.for([
    { status: 'failed', text: 'of yesterday' },
    { status: 'onboarded' },
    { status: 'provisioning', progress: { step: 3, total: 12, text: 'Streaming' } },
    { status: 'provisioned' },
  ] as const)('$status from an earlier boot changes nothing; the next report does', (old) => {
    const first = reports(begun({ lastReport: 'unknown' }), 1, old);
    for (const boot of [first, begun({ lastReport: old })]) {
      expect(summary(boot)).toEqual(['powered-on confirmed running']);
      expect(reports(boot, 2, old)).toBe(boot);
      expect(reports(boot, 3, { status: 'failed', text: 'of now' })).toMatchObject({ ending: 'failed' });
    }
    const known = begun({ lastReport: { status: 'registered' } });
    expect(summary(reports(known, 1, old))).not.toEqual(summary(known));
  });

  test('a ready system that restarts becomes ready again once it shows signs of life, and fails otherwise', () => {
    const ready = reports(begun(), 1, { status: 'running' });
    let boot = reports(reports(ready, 2, { status: 'restarted' }), 3, { status: 'running' });
    expect(boot).toMatchObject({ stage: 'rebooting', ending: null });
    expect(ticks({ ...boot, lastReport: null }, 1e6)).toMatchObject({
      ending: 'timed-out',
      stage: 'rebooting',
    });
    boot = observes(observes(boot, 4, 'rebooting'), 5, 'os-boot');
    boot = advance(boot, { kind: 'detection', at: at(6), detection: { ...LOGIN, offset: 6 } });
    expect(summary(boot).slice(1)).toEqual([
      'ready confirmed passed',
      'rebooting confirmed passed',
      'os-boot observed passed',
      'ready confirmed passed',
    ]);
    expect(reports(boot, 7, { status: 'running' })).toBe(boot);
  });

  test('a restart before ready is ignored: serial output shows it', () => {
    const boot = observes(begun(), 1, 'micro-os');
    expect(reports(boot, 2, { status: 'restarted' })).toBe(boot);
  });

  test('a silent system that was ready before becomes ready at the timeout', () => {
    const boot = begun({ wasReady: true, lastReport: { status: 'running' } });
    expect(ticks(observes(boot, 1, 'firmware'), 1 + STAGE_FACTS.firmware.timeout).stage).toBe('ready');
  });
});
