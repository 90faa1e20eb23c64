import { expect, test } from 'vitest';
import { NO_RECOVERY, recoveryRules } from '../contract/recovery-rules.ts';
import { advance } from './boot-progress/advance.ts';
import { at, bootAfter, HTTPS, IPXE } from './boot-progress/boot-texts.ts';
import { RECOVERY_BY, recoveryOf, recoveryText } from './recovery.ts';

const ALL = recoveryRules.parse({ rebootAtIpxe: true, resetAtShell: true, retries: 2 });
const AT_IPXE = bootAfter(`${HTTPS}${IPXE}\u{1b}[1miPXE\u{1b}[0m> `);
const AT_SHELL = bootAfter(`${HTTPS}\u{1b}[1;33mShell> \u{1b}[0m`);
const FAILED = bootAfter(IPXE, 400);

const by = (who: string, ...kinds: readonly ('reset' | 'power-cycle' | 'start')[]) =>
  kinds.map((kind) => ({ kind, by: who }));
const situation = { rules: ALL, boot: AT_IPXE, personTyped: false, operations: by('a@b', 'start') };

test('the prompts are recognised in colours, with their place', () => {
  expect(AT_IPXE).toMatchObject({ ending: 'failed', stoppedAt: { prompt: 'ipxe', evidence: { port: 0 } } });
  expect(AT_SHELL).toMatchObject({ ending: 'failed', stoppedAt: { prompt: 'uefi-shell' } });
  expect(FAILED).toMatchObject({ ending: 'timed-out', stoppedAt: null });
});

test('a machine that starts again has left its prompt', () => {
  const restarted = advance(AT_SHELL, { kind: 'report', at: at(500), report: { status: 'restarted' } });
  expect(restarted).toMatchObject({ stage: 'firmware', ending: null, failure: null, stoppedAt: null });
  // What happened stays in the timeline.
  expect(restarted.stages.slice(-2)).toMatchObject([{ outcome: 'failed' }, { basis: 'confirmed' }]);
});

test('at a prompt the machine is reset, with the evidence, a few times with growing pauses', () => {
  const planned = recoveryOf(situation);
  expect(planned).toMatchObject({ action: 'reset', waitSeconds: 5 });
  expect(planned?.why).toMatch(/^iPXE waits at its prompt \("iPXE>" on ttyS0, byte \d+\): reset 1 of 3$/);
  const operations = [...by('a@b', 'start'), ...by(RECOVERY_BY, 'reset', 'reset')];
  expect(recoveryOf({ ...situation, boot: AT_SHELL, operations })).toMatchObject({ waitSeconds: 120 });
});

test('after the resets come the retries, and then nothing, until a person acts', () => {
  const operations = [...by('a@b', 'start'), ...by(RECOVERY_BY, 'reset', 'reset', 'reset')];
  expect(recoveryOf({ ...situation, operations })).toMatchObject({ action: 'power-cycle', waitSeconds: 30 });
  operations.push(...by(RECOVERY_BY, 'power-cycle', 'power-cycle'));
  expect(recoveryOf({ ...situation, operations })).toBeNull();
  operations.push(...by('a@b', 'reset'));
  expect(recoveryOf({ ...situation, operations })).toMatchObject({ action: 'reset' });
});

test('a failed boot is tried again, with its cause', () => {
  expect(recoveryOf({ ...situation, boot: FAILED })).toMatchObject({
    ...{ action: 'power-cycle' },
    why: `The boot failed (${FAILED.failure?.cause ?? ''}): retry 1 of 2`,
  });
});

test.for([
  ['nothing is switched on', { rules: NO_RECOVERY }],
  ['somebody has typed', { personTyped: true }],
  ['the boot goes on', { boot: bootAfter(IPXE) }],
  ['the machine is off', { boot: { ...AT_IPXE, over: true } }],
  ['the machine is paused', { boot: { ...AT_IPXE, paused: true } }],
  ['only the other prompt is', { rules: { ...NO_RECOVERY, resetAtShell: true } }],
] as const)('nothing is done when %s', ([, part]) => {
  expect(recoveryOf({ ...situation, ...part })).toBeNull();
});

test('the rules in words', () => {
  expect(recoveryText(NO_RECOVERY)).toBe('off');
  expect(recoveryText(ALL)).toBe(
    'reboot at the iPXE prompt, reset at the firmware’s shell, 2 retries of a failed boot',
  );
});
