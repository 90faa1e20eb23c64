import { describe, expect, test } from 'vitest';
import { type FailureDetection, type Rank, type StageDetection } from '../recogniser/detections.ts';
import { type Stage, STAGE_FACTS } from '../stages.ts';
import { advance, beginBoot } from './advance.ts';
import { at } from './boot-texts.ts';
import { type StatusReport, type BootProgress, type BootOptions } from './boot-progress.ts';

const begun = (options: Partial<BootOptions> = {}): BootProgress =>
  beginBoot({ at: at(0), orchestrator: 'edge', ...options });

const sees = (story: BootProgress, seconds: number, stage: Stage, entry = 1): BootProgress => {
  const finding: StageDetection = {
    kind: 'stage',
    basis: 'observed',
    stage,
    entry,
    progress: null,
    port: 0,
    offset: seconds,
    line: `${stage} seen`,
  };
  return advance(story, { kind: 'detection', at: at(seconds), detection: finding });
};

const hears = (story: BootProgress, seconds: number, statement: StatusReport): BootProgress =>
  advance(story, { kind: 'report', at: at(seconds), report: statement });

const ticks = (story: BootProgress, seconds: number): BootProgress =>
  advance(story, { kind: 'tick', at: at(seconds) });

const fails = (
  story: BootProgress,
  seconds: number,
  grace: number | null,
  cause = 'it broke',
  rank: Rank = 'cause',
): BootProgress => {
  const finding: FailureDetection = {
    kind: 'failure',
    class: 'ipxe',
    cause,
    fix: 'mend it',
    grace,
    rank,
    port: 1,
    offset: 7,
    line: 'Error',
  };
  return advance(story, { kind: 'detection', at: at(seconds), detection: finding });
};

const LOGIN = { kind: 'prompt', prompt: 'login', port: 0, offset: 0, line: 'edge login: ' } as const;

const told = ({ stages }: BootProgress): string[] =>
  stages.map(({ stage, basis, outcome }) => `${stage} ${basis} ${outcome}`);

describe('a boot that goes well', () => {
  test('is told by both sides, and only the orchestrator makes it ready', () => {
    let story = begun({ definedAt: at(-5) });
    for (const [index, stage] of (['firmware', 'address', 'http-boot', 'ipxe'] as const).entries()) {
      story = sees(story, index + 1, stage);
    }
    story = hears(story, 5, { status: 'registered' });
    story = sees(story, 6, 'micro-os-download');
    story = sees(story, 7, 'micro-os');
    story = hears(story, 8, { status: 'onboarded' });
    story = hears(story, 9, { status: 'provisioning', progress: { step: 1, total: 12, text: 'Streaming' } });
    story = hears(story, 10, {
      status: 'provisioning',
      progress: { step: 2, total: 12, text: 'Setting up' },
    });
    expect(story.stages.at(-1)?.progress).toEqual({ step: 2, total: 12, text: 'Setting up' });
    story = sees(story, 11, 'rebooting');
    story = hears(story, 12, { status: 'provisioned' });
    story = sees(story, 13, 'os-boot');
    story = hears(story, 14, { status: 'running' });
    expect(told(story)).toEqual([
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
    expect(story.stage).toBe('ready');
    expect(story.stages[2]).toMatchObject({
      startedAt: at(1),
      endedAt: at(2),
      evidence: { port: 0, offset: 1 },
    });
    for (const event of story.stages) expect(event.endedAt).not.toBeNull();
  });

  test('later evidence closes what was never seen; a silent system is ready when the orchestrator says so', () => {
    const story = hears(sees(begun(), 3, 'micro-os'), 60, { status: 'running' });
    expect(told(story)).toEqual([
      'powered-on confirmed passed',
      'micro-os observed passed',
      'ready confirmed passed',
    ]);
  });

  test('onboarding that nobody saw is put where it belongs', () => {
    const story = hears(sees(sees(begun(), 1, 'micro-os'), 2, 'provisioning'), 3, { status: 'onboarded' });
    expect(story.stages.map(({ stage }) => stage)).toEqual([
      'powered-on',
      'micro-os',
      'onboarding',
      'provisioning',
    ]);
    expect(story.stage).toBe('provisioning');
    for (const says of ['provisioned', 'rebooting'] as const) {
      const later = hears(sees(begun(), 1, 'micro-os'), 2, { status: says });
      expect(told(later).slice(2, 4)).toEqual([
        'onboarding confirmed passed',
        'provisioning confirmed passed',
      ]);
    }
  });

  test('a login prompt is enough where nobody can confirm, and only there', () => {
    const asks = (story: BootProgress): BootProgress => {
      const place = { port: 1, offset: 99, line: 'host-1 login:' };
      return advance(story, {
        kind: 'detection',
        at: at(9),
        detection: { kind: 'prompt', prompt: 'login', ...place },
      });
    };
    const alone = asks(sees(begun({ orchestrator: 'none' }), 1, 'os-boot'));
    expect(alone.stages.at(-1)).toMatchObject({ stage: 'ready', basis: 'observed', outcome: 'passed' });
    expect(asks(sees(begun(), 1, 'os-boot'))).toMatchObject({ stage: 'os-boot', ending: null });
    expect(asks(sees(begun({ orchestrator: 'none' }), 1, 'micro-os')).stage).toBe('micro-os');
  });

  test('nothing new is the same story', () => {
    const story = hears(sees(begun(), 1, 'provisioning'), 2, { status: 'provisioning', progress: null });
    expect(hears(story, 3, { status: 'provisioning', progress: null })).toBe(story);
    expect(sees(story, 3, 'micro-os')).toBe(story);
    expect(ticks(story, 4)).toBe(story);
  });
});

describe('failures', () => {
  test('a final one ends the story with its cause; what follows from it changes nothing', () => {
    const story = fails(fails(sees(begun(), 1, 'ipxe'), 2, 0, 'the cause'), 3, 0, 'an after-effect');
    expect(story).toMatchObject({
      ending: 'failed',
      failure: { cause: 'the cause', stage: 'ipxe', evidence: { port: 1, offset: 7 } },
    });
    expect(told(story).at(-1)).toBe('ipxe observed failed');
  });

  test('one that may mend itself counts when its time is over', () => {
    const suspected = fails(sees(begun(), 1, 'ipxe'), 2, 30);
    expect(suspected.ending).toBeNull();
    expect(ticks(suspected, 31).ending).toBeNull();
    expect(ticks(suspected, 32)).toMatchObject({ ending: 'failed', failure: { cause: 'it broke' } });
    const mended = sees(suspected, 20, 'micro-os-download');
    expect(ticks(mended, 40)).toMatchObject({ ending: null, suspect: null });
  });

  test('the first suspicion is the cause of the end', () => {
    const story = fails(fails(sees(begun(), 1, 'ipxe'), 2, 30, 'not found'), 3, 0, 'could not load');
    expect(story.failure?.cause).toBe('not found');
  });

  test('a node that tries again by itself is forgiven', () => {
    const story = sees(fails(sees(begun(), 1, 'http-boot'), 2, 0), 60, 'address', 2);
    expect(story).toMatchObject({ stage: 'address', ending: null, failure: null });
    expect(told(story).at(-2)).toBe('http-boot observed failed');
  });

  test('a guest that goes round in circles does not fill the history', () => {
    let story = begun();
    for (let round = 1; round < 1000; round++) {
      story = sees(sees(story, round, 'address', round), round, 'http-boot', round);
    }
    expect(story.stages.length).toBeLessThanOrEqual(210);
    expect(sees(story, 1000, 'ipxe').stage).toBe('ipxe');
  });

  test('the orchestrator says why', () => {
    const story = hears(sees(begun(), 1, 'provisioning'), 2, { status: 'failed', text: '3/12: no space' });
    expect(story).toMatchObject({ ending: 'failed', failure: { class: 'workflow' } });
    expect(story.failure?.cause).toContain('3/12: no space');
  });
});

describe('time', () => {
  test('a stage that does not move times out, and says what was waited for', () => {
    const story = sees(begun(), 1, 'address');
    const { timeout, waitsFor } = STAGE_FACTS.address;
    expect(ticks(story, timeout).ending).toBeNull();
    const late = ticks(story, timeout + 1);
    expect(late).toMatchObject({ ending: 'timed-out', failure: { class: 'boot', stage: 'address' } });
    expect(late.failure?.cause).toContain(waitsFor);
    expect(told(late).at(-1)).toBe('address observed timed-out');
    expect(sees(late, timeout + 9, 'http-boot')).toMatchObject({ ending: null, failure: null });
  });

  test('progress puts the timeout off; being paused stops the clock', () => {
    const { timeout } = STAGE_FACTS.provisioning;
    const progress = { step: 1, total: 12, text: 'Streaming' };
    let story = sees(begun(), 0, 'provisioning');
    story = hears(story, timeout - 1, { status: 'provisioning', progress });
    expect(ticks(story, timeout + 10).ending).toBeNull();
    story = hears(story, timeout + 11, { status: 'paused' });
    expect(ticks(story, 10 * timeout).ending).toBeNull();
    story = hears(story, 10 * timeout, { status: 'resumed' });
    expect(ticks(story, 10 * timeout + 1).ending).toBeNull();
    expect(ticks(story, 11 * timeout).ending).toBe('timed-out');
  });

  test('a full storage halts it with a cause; what is heard late does not take that back, going on does', () => {
    const full = { status: 'storage-full' } as const;
    const story = hears(sees(begun(), 1, 'provisioning'), 2, full);
    expect(story).toMatchObject({
      ending: 'failed',
      failure: { class: 'storage', stage: 'provisioning' },
    });
    expect(story.failure?.cause).toContain('storage is full');
    expect(hears(story, 3, full)).toBe(story);
    expect(ticks(story, 1e6)).toBe(story);
    const progress = { step: 2, total: 12, text: 'Streaming' };
    const late = hears(story, 3, { status: 'provisioning', progress });
    expect(late).toMatchObject({ ending: 'failed', failure: { class: 'storage' } });
    expect(late.stages.at(-1)).toMatchObject({ stage: 'provisioning', outcome: 'failed', progress });

    const on = hears(late, 1e6, { status: 'resumed' });
    expect(on).toMatchObject({ ending: null, failure: null, paused: false });
    expect(told(on)).toEqual([
      'powered-on confirmed passed',
      'onboarding confirmed passed',
      'provisioning confirmed running',
    ]);
    expect(ticks(on, 1e6 + 1).ending).toBeNull();
    expect(ticks(on, 1e6 + STAGE_FACTS.provisioning.timeout).ending).toBe('timed-out');
    const off = { status: 'stopped', reason: 'destroyed', requested: true } as const;
    expect(hears(late, 4, off)).toMatchObject({
      ending: 'failed',
      failure: { class: 'storage' },
      over: true,
    });
  });

  test('a full storage halts a ready system, too; an earlier failure keeps its cause', () => {
    const full = { status: 'storage-full' } as const;
    const ready = hears(begun(), 1, { status: 'running' });
    const story = hears(ready, 2, full);
    expect(story).toMatchObject({ stage: 'ready', ending: 'failed', failure: { class: 'storage' } });
    expect(hears(story, 3, { status: 'running' })).toBe(story);
    const on = hears(story, 4, { status: 'resumed' });
    expect(on).toMatchObject({ stage: 'ready', ending: null, failure: null });
    expect(told(on)).toEqual(told(ready));

    const failed = hears(fails(sees(begun(), 1, 'ipxe'), 2, 0), 3, full);
    expect(failed.failure?.cause).toBe('it broke');
    expect(hears(failed, 4, { status: 'resumed' }).failure?.cause).toBe('it broke');
  });

  test('ready never times out', () => {
    const story = hears(begun(), 1, { status: 'running' });
    expect(ticks(story, 1e6)).toBe(story);
  });
});

describe('power', () => {
  test('switched off by us: cancelled; by itself or by others: failed, with the reason', () => {
    const story = sees(begun(), 1, 'micro-os');
    const requested = hears(story, 2, { status: 'stopped', reason: 'destroyed', requested: true });
    expect(requested).toMatchObject({ ending: 'cancelled', failure: null, over: true });
    const others = hears(story, 2, { status: 'stopped', reason: 'destroyed', requested: false });
    expect(others).toMatchObject({ ending: 'failed', failure: { class: 'host' } });
    const itself = hears(story, 2, { status: 'stopped', reason: 'shutdown', requested: false });
    expect(itself.failure).toMatchObject({ class: 'onboarding', stage: 'micro-os' });
  });

  test('ready stays ready, and nothing follows in this boot', () => {
    const off = { status: 'stopped', reason: 'shutdown', requested: true } as const;
    const story = hears(hears(begun(), 1, { status: 'running' }), 2, off);
    expect(story).toMatchObject({ stage: 'ready', ending: null, over: true });
    expect(sees(story, 3, 'firmware')).toBe(story);
    expect(hears(story, 3, off)).toBe(story);
  });

  test('what is known from an earlier boot is no news', () => {
    let story = begun({ wasReady: true, lastReport: { status: 'running' } });
    story = hears(sees(story, 1, 'firmware'), 2, { status: 'running' });
    expect(story.stage).toBe('firmware');
    story = hears(sees(story, 3, 'os-boot'), 4, { status: 'running' });
    expect(story.stage).toBe('os-boot');
    expect(hears(story, 70, { status: 'running' }).stage).toBe('ready');
    expect(told(hears(story, 5, { status: 'provisioned' }))).toEqual(told(story));
    story = hears(hears(story, 5, { status: 'provisioned' }), 6, { status: 'running' });
    expect(story.stage).toBe('ready');
  });

  test.for([
    { status: 'failed', text: 'of yesterday' },
    { status: 'onboarded' },
    { status: 'provisioning', progress: { step: 3, total: 12, text: 'Streaming' } },
    { status: 'provisioned' },
  ] as const)('$status: of an earlier boot moves nothing in this one; what follows does', (old) => {
    const first = hears(begun({ lastReport: 'unknown' }), 1, old);
    for (const story of [first, begun({ lastReport: old })]) {
      expect(told(story)).toEqual(['powered-on confirmed running']);
      expect(hears(story, 2, old)).toBe(story);
      expect(hears(story, 3, { status: 'failed', text: 'of now' })).toMatchObject({ ending: 'failed' });
    }
    const known = begun({ lastReport: { status: 'registered' } });
    expect(told(hears(known, 1, old))).not.toEqual(told(known));
  });

  test('a ready system that restarts is ready again when it has shown itself, and has failed when it has not', () => {
    const ready = hears(begun(), 1, { status: 'running' });
    let story = hears(hears(ready, 2, { status: 'restarted' }), 3, { status: 'running' });
    expect(story).toMatchObject({ stage: 'rebooting', ending: null });
    expect(ticks({ ...story, lastReport: null }, 1e6)).toMatchObject({
      ending: 'timed-out',
      stage: 'rebooting',
    });
    story = sees(sees(story, 4, 'rebooting'), 5, 'os-boot');
    story = advance(story, { kind: 'detection', at: at(6), detection: { ...LOGIN, offset: 6 } });
    expect(told(story).slice(1)).toEqual([
      'ready confirmed passed',
      'rebooting confirmed passed',
      'os-boot observed passed',
      'ready confirmed passed',
    ]);
    expect(hears(story, 7, { status: 'running' })).toBe(story);
  });

  test('a machine that restarts before it is ready tells that itself', () => {
    const story = sees(begun(), 1, 'micro-os');
    expect(hears(story, 2, { status: 'restarted' })).toBe(story);
  });

  test('a silent system known to be ready is given the benefit of the doubt', () => {
    const story = begun({ wasReady: true, lastReport: { status: 'running' } });
    expect(ticks(sees(story, 1, 'firmware'), 1 + STAGE_FACTS.firmware.timeout).stage).toBe('ready');
  });
});
