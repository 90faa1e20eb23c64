import { describe, expect, test } from 'vitest';
import { STAGE_FACTS } from '../stages.ts';
import { advance } from './advance.ts';
import { begun, fails, observes, reports, summary, ticks } from './boot-inputs.ts';
import { at } from './boot-texts.ts';
import type { BootProgress } from './boot-progress.ts';

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
