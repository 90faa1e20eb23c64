import { describe, expect, test } from 'vitest';
import { type Detection } from '../../../lib/domain/recogniser/detections.ts';
import { Recogniser } from '../../../lib/domain/recogniser/recogniser.ts';
import { type Stage } from '../../../lib/domain/stages.ts';
import { advance, beginBoot } from '../../../lib/domain/boot-progress/advance.ts';
import { answerAt, NO_ANSWERS } from '../../../lib/domain/boot-progress/prompt-answers.ts';
import { type BootProgress, type BootOptions } from '../../../lib/domain/boot-progress/boot-progress.ts';
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

/** Feeds pieces of at most `piece()` bytes. */
function recognise(name: string, ports: readonly number[], piece: () => number): Detection[] {
  const recogniser = new Recogniser();
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
    'stages come in order, once, from ports $ports',
    ({ ports }) => {
      expect(stagesOf(recognise(name, ports, whole))).toEqual(expected[name]);
    },
  );

  test.each([0, 1])('port %i: evidence stands where the offset says', (port) => {
    const bytes = recordedPort(name, port);
    for (const { offset, line } of recognise(name, [port], whole)) {
      const begin = line.slice(0, 12);
      // Its reset of the terminal is no text.
      if (line.startsWith('the firmware'))
        expect(bytes.subarray(offset - 4, offset).toString()).toBe('\x1b[=3');
      else expect(bytes.subarray(offset, offset + begin.length).toString()).toBe(begin);
    }
  });

  test('cutting the bytes anywhere changes nothing', () => {
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

describe('their stories', () => {
  const tell = (
    name: string,
    ports: readonly number[],
    orchestrator: BootOptions['orchestrator'],
  ): BootProgress =>
    recognise(name, ports, whole).reduce(
      (story, finding) =>
        advance(story, { kind: 'detection', at: '2026-01-01T00:00:01.000Z', detection: finding }),
      beginBoot({ at: '2026-01-01T00:00:00.000Z', orchestrator }),
    );

  test.each(['nio-ubuntu', 'io-ubuntu', 'nio-ipxe-disk'])('%s: ready at its login prompt', (name) => {
    const story = tell(name, [0, 1], 'none');
    expect(story.stage).toBe('ready');
    expect(story.stages.at(-1)?.evidence?.line).toMatch(/^host-[0-9a-f]+ login:$/);
    expect(tell(name, [0, 1], 'edge')).toMatchObject({ stage: 'os-boot', ending: null });
  });

  test('a silent system waits for the orchestrator', () => {
    expect(tell('nio-microvisor', [0, 1], 'none')).toMatchObject({ stage: 'os-boot', ending: null });
  });

  test('wrong-ca: a cause, not a symptom', () => {
    const suspected = tell('wrong-ca', [0, 1], 'edge');
    const story = advance(suspected, { kind: 'tick', at: '2026-01-01T00:00:05.000Z' });
    expect(story).toMatchObject({ ending: 'failed', stage: 'http-boot', failure: { class: 'boot' } });
    expect(story.failure?.cause).toMatch(/wrong or missing CA/);
    expect(story.failure?.fix).toMatch(/CA/);
    expect(story.failure?.evidence?.line).toContain('Could not retrieve NBP file size');
  });

  test('wrong-password: refused, where it was typed', () => {
    const typedAt = [0, 1].filter((port) => recordedPort('wrong-password', port).includes('Password: '));
    const story = tell('wrong-password', typedAt, 'edge');
    expect(story).toMatchObject({ ending: 'failed', failure: { class: 'onboarding' } });
    expect(story.failure?.cause).toMatch(/refused the onboarding account/);
  });

  test('unknown-device: still waits for somebody to type', () => {
    const recogniser = new Recogniser();
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

  test('progress of downloads is told', () => {
    const progress = recognise('nio-ubuntu', [0, 1], whole).flatMap((one) =>
      one.kind === 'stage' && one.progress ? [`${one.progress.text} ${String(one.progress.step)}`] : [],
    );
    expect(progress).toContain('Boot program 100');
    expect(progress.some((text) => text.startsWith('Kernel '))).toBe(true);
    expect(new Set(progress).size).toBe(progress.length);
  });
});
