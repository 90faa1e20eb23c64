import { expect, test } from 'vitest';
import { readyRule, type ReadyRule } from '../../contract/ready-rule.ts';
import { ReadyText } from '../recogniser/ready-text.ts';
import { advance, beginBoot } from './advance.ts';
import type { BootOptions, BootProgress, StatusReport } from './boot-progress.ts';
import { at, bootAfter, bytes, HTTPS, INSTALLED, IPXE } from './boot-texts.ts';
import { timeoutsOf } from './ready-by-rule.ts';

const LOGIN = `${INSTALLED}Ubuntu 24.04 edge ttyS0\r\n\r\nedge login: `;
const rule = (fields: object) => readyRule.parse(fields);
const TEXT = rule({ kind: 'text', text: 'Installation finished', seconds: 60 });
const PORT = rule({ kind: 'tcp-port', port: 22, seconds: 60 });

const ruled = (ready: ReadyRule | null, orchestrator: BootOptions['orchestrator'] = 'none') => ({
  ...{ orchestrator, ready },
  timeouts: timeoutsOf(ready),
});
const report = (boot: BootProgress, status: StatusReport, seconds = 100) =>
  advance(boot, { kind: 'report', at: at(seconds), report: status });
const printed = (boot: BootProgress, offset = 7) =>
  advance(boot, {
    kind: 'detection',
    at: at(200),
    detection: { kind: 'ready', port: 0, offset, line: 'Installation finished' },
  });

test('without a rule a login prompt is enough where there is no orchestrator', () => {
  expect(bootAfter(LOGIN, 0, ruled(null))).toMatchObject({ stage: 'ready' });
  expect(bootAfter(LOGIN, 0, ruled(null, 'edge'))).toMatchObject({ stage: 'os-boot' });
});

test('a login prompt, although there is an orchestrator', () => {
  const boot = bootAfter(LOGIN, 0, ruled(rule({ kind: 'login-prompt' }), 'edge'));
  expect(boot).toMatchObject({ stage: 'ready' });
  // What the orchestrator reports later does not take it back.
  expect(report(boot, { status: 'provisioning', progress: null })).toBe(boot);
});

test('a text, and then neither a login prompt nor the orchestrator', () => {
  const boot = bootAfter(LOGIN, 0, ruled(TEXT, 'edge'));
  expect(boot.stage).toBe('os-boot');
  expect(report(boot, { status: 'running' }).stage).not.toBe('ready');
  expect(printed(boot).stages.at(-1)).toMatchObject({
    ...{ stage: 'ready', basis: 'observed' },
    evidence: { port: 0, offset: 7, line: 'Installation finished' },
  });
});

test('an open port, with the address as evidence', () => {
  const boot = report(bootAfter(IPXE, 0, ruled(PORT)), {
    status: 'answers',
    text: '192.0.2.7 answers on TCP port 22',
  });
  expect(boot.stages.at(-1)).toMatchObject({
    ...{ stage: 'ready', basis: 'confirmed', outcome: 'passed' },
    evidence: { port: null, line: '192.0.2.7 answers on TCP port 22' },
  });
});

test('a stage, or one after it', () => {
  const ready = ruled(rule({ kind: 'stage', stage: 'ipxe' }));
  expect(bootAfter(HTTPS, 0, ready)).toMatchObject({ stage: 'http-boot' });
  const boot = bootAfter(`${HTTPS}${IPXE}`, 0, ready);
  expect(boot.stages.slice(-2)).toMatchObject([{ stage: 'ipxe', outcome: 'passed' }, { stage: 'ready' }]);
});

test('a rule that is not met within its time says which rule it was', () => {
  const late = bootAfter(IPXE, 61, ruled(PORT));
  expect(late).toMatchObject({
    ending: 'timed-out',
    failure: {
      cause:
        'Not ready in time: it is ready when its address answers on TCP port 22, and for 60 s there was no progress.',
    },
  });
  // The node only took longer.
  expect(report(late, { status: 'answers', text: '' })).toMatchObject({
    stage: 'ready',
    ending: null,
    failure: null,
  });
  const over = report(late, { status: 'stopped', reason: 'destroyed', requested: true });
  expect(report(over, { status: 'answers', text: '' })).toBe(over);
});

test('a node without a rule is not made ready by one', () => {
  const boot = beginBoot({ at: at(0), orchestrator: 'none' });
  expect(printed(boot)).toBe(boot);
});

test.for([
  ['in a line', 'Boot: Installation finished, 2 s\r\n', 'Boot: Installation finished'],
  ['at the cursor', '\r\nInstallation finished', 'Installation finished'],
  ['in colours', '\u{1b}[1;32mInstallation\u{1b}[0m finished\r\n', 'Installation finished'],
  ['split anywhere', 'x\r\nInstall|ation fin|ished\r\n', 'Installation finished'],
  ['typed over', 'Installation starts\rInstallation finished\r\n', 'Installation finished'],
  ['not over two lines', 'Installation\r\nfinished\r\n', null],
  ['not in other letters', 'installation finished\r\n', null],
] as const)('a text is found %s', ([, output, line]) => {
  const text = new ReadyText('Installation finished', 1);
  const found = output.split('|').map((part) => text.feed(bytes(part)));
  expect(found.find((place) => place !== null)?.line ?? null).toBe(line);
});

test('a text with other than ASCII characters, after missing bytes', () => {
  const text = new ReadyText('läuft schön é', 0);
  text.skip(1000);
  // As UTF-8.
  const output = 'es l\u00c3\u00a4uft sch\u00c3\u00b6n \u00c3\u00a9';
  expect(text.feed(bytes(output))).toMatchObject({ port: 0, offset: 1000 });
});

test.each([
  { kind: 'text', text: 'ab' },
  { kind: 'text', text: ' abc' },
  { kind: 'text', text: 'a\nbc' },
  { kind: 'text', text: 'abc', pattern: true },
  { kind: 'tcp-port', port: 0 },
  { kind: 'tcp-port', port: 65_536 },
  { kind: 'stage', stage: 'ready' },
  { kind: 'login-prompt', seconds: 1 },
  { kind: 'sleep' },
])('%j is not a rule', (fields) => {
  expect(readyRule.safeParse(fields).success).toBe(false);
});
