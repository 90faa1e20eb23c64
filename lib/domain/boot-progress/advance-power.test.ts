import { expect, test } from 'vitest';
import { STAGE_FACTS } from '../stages.ts';
import { advance } from './advance.ts';
import { begun, observes, reports, summary, ticks } from './boot-inputs.ts';
import { at } from './boot-texts.ts';

const LOGIN = { kind: 'prompt', prompt: 'login', port: 0, offset: 0, line: 'edge login: ' } as const;

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
