import { describe, expect, test } from 'vitest';
import type { Detection } from '../../../lib/domain/recogniser/detections.ts';
import { Recogniser } from '../../../lib/domain/recogniser/recogniser.ts';
import { shippedRuleSet } from '../../../lib/rules/shipped.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { advance, beginBoot } from '../../../lib/domain/boot-progress/advance.ts';
import { answerAt, NO_ANSWERS } from '../../../lib/domain/boot-progress/prompt-answers.ts';
import type { BootProgress, BootOptions } from '../../../lib/domain/boot-progress/boot-progress.ts';
import { recordedBoots, recordedPort } from '../../testing/console/recordings.ts';

const overNetwork = ['firmware', 'address', 'http-boot', 'ipxe', 'micro-os-download', 'micro-os'] as const;
const fromDisk = ['rebooting', 'os-boot'] as const;

const expected: Readonly<Record<string, readonly Stage[]>> = {
  'disk-too-small': [...overNetwork, 'provisioning'],
  'image-checksum': [...overNetwork, 'provisioning'],
  'io-ubuntu': [...overNetwork, 'onboarding', 'provisioning', ...fromDisk],
  'nio-ipxe-disk': ['firmware', 'ipxe', 'micro-os-download', 'micro-os', 'provisioning', ...fromDisk],
  'nio-microvisor': [...overNetwork, 'provisioning', ...fromDisk],
  'nio-ubuntu': [...overNetwork, 'provisioning', ...fromDisk],
  'unknown-device': [...overNetwork, 'onboarding'],
  'wrong-ca': ['firmware', 'address', 'http-boot'],
  'wrong-password': [...overNetwork, 'onboarding'],
};
const names = Object.keys(expected);

/** Feeds the bytes in pieces of at most `piece()` bytes. */
function recognise(name: string, ports: readonly number[], piece: () => number): Detection[] {
  const recogniser = new Recogniser(shippedRuleSet());
  return ports.flatMap((port) => {
    const bytes = recordedPort(name, port);
    const found: Detection[] = [];
    let rest = bytes;
    while (rest.length > 0) {
      const length = piece();
      found.push(...recogniser.feed(port, rest.subarray(0, length)));
      rest = rest.subarray(length);
    }
    return found;
  });
}

const whole = () => Infinity;
const stagesOf = (findings: readonly Detection[]): Stage[] =>
  findings.flatMap((one) => (one.kind === 'stage' && one.progress === null ? [one.stage] : []));

test('every recording is covered', () => {
  expect(recordedBoots()).toEqual(names);
});

describe.each(names)('%s', (name) => {
  test.each([{ ports: [0] }, { ports: [1] }, { ports: [0, 1] }, { ports: [1, 0] }])(
    'stages are detected once and in order, on ports $ports',
    ({ ports }) => {
      expect(stagesOf(recognise(name, ports, whole))).toEqual(expected[name]);
    },
  );

  test.each([0, 1])('port %i: evidence is at its offset', (port) => {
    const bytes = recordedPort(name, port);
    for (const { offset, line } of recognise(name, [port], whole)) {
      const begin = line.slice(0, 12);
      // Its reset of the terminal is no text.
      if (line.startsWith('the firmware'))
        expect(bytes.subarray(offset - 4, offset).toString()).toBe('\x1b[=3');
      else expect(bytes.subarray(offset, offset + begin.length).toString()).toBe(begin);
    }
  });

  test('splitting the bytes anywhere changes nothing', () => {
    const uncut = recognise(name, [0, 1], whole);
    expect(recognise(name, [0, 1], () => 1)).toEqual(uncut);
    let seed = name.length;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return 1 + (seed % 97);
    };
    for (let round = 0; round < 20; round++) expect(recognise(name, [0, 1], random)).toEqual(uncut);
  });
});

describe('boot progress', () => {
  const progressOf = (
    name: string,
    ports: readonly number[],
    orchestrator: BootOptions['orchestrator'],
  ): BootProgress =>
    recognise(name, ports, whole).reduce(
      (boot, detection) => advance(boot, { kind: 'detection', at: '2026-01-01T00:00:01.000Z', detection }),
      beginBoot({ at: '2026-01-01T00:00:00.000Z', orchestrator }),
    );

  test.each(['nio-ubuntu', 'io-ubuntu', 'nio-ipxe-disk'])('%s: ready at its login prompt', (name) => {
    const boot = progressOf(name, [0, 1], 'none');
    expect(boot.stage).toBe('ready');
    expect(boot.stages.at(-1)?.evidence?.line).toMatch(/^host-[0-9a-f]+ login:$/);
    expect(progressOf(name, [0, 1], 'edge')).toMatchObject({ stage: 'os-boot', ending: null });
  });

  test('a system without serial output waits for the orchestrator', () => {
    expect(progressOf('nio-microvisor', [0, 1], 'none')).toMatchObject({ stage: 'os-boot', ending: null });
  });

  test('wrong-ca: reports the cause, not a symptom', () => {
    const suspected = progressOf('wrong-ca', [0, 1], 'edge');
    const boot = advance(suspected, { kind: 'tick', at: '2026-01-01T00:00:05.000Z' });
    expect(boot).toMatchObject({ ending: 'failed', stage: 'http-boot', failure: { class: 'boot' } });
    expect(boot.failure?.cause).toMatch(/wrong or missing CA/);
    expect(boot.failure?.fix).toMatch(/CA/);
    expect(boot.failure?.evidence?.line).toContain('Could not retrieve NBP file size');
  });

  test('wrong-password: rejected on the port on which it was typed', () => {
    const typedAt = [0, 1].filter((port) => recordedPort('wrong-password', port).includes('Password: '));
    const boot = progressOf('wrong-password', typedAt, 'edge');
    expect(boot).toMatchObject({ ending: 'failed', failure: { class: 'onboarding' } });
    expect(boot.failure?.cause).toMatch(/rejected the onboarding account/);
  });

  test('unknown-device: still waits for input', () => {
    const recogniser = new Recogniser(shippedRuleSet());
    for (const port of [0, 1]) recogniser.feed(port, recordedPort('unknown-device', port));
    const waiting = recogniser.waiting();
    expect(waiting.map(({ prompt, port }) => `${prompt} ${String(port)}`)).toEqual([
      'username 0',
      'username 1',
    ]);
    const [first] = waiting;
    expect(first && answerAt(NO_ANSWERS, first).answer).toEqual({ port: 0, type: 'username' });
    recogniser.feed(0, Buffer.from('u'));
    expect(recogniser.waiting().map(({ port }) => port)).toEqual([1]);
  });

  test('progress of downloads is detected', () => {
    const progress = recognise('nio-ubuntu', [0, 1], whole).flatMap((one) =>
      one.kind === 'stage' && one.progress ? [`${one.progress.text} ${String(one.progress.step)}`] : [],
    );
    expect(progress).toContain('Boot program 100');
    expect(progress.some((text) => text.startsWith('Kernel '))).toBe(true);
    expect(new Set(progress).size).toBe(progress.length);
  });
});
