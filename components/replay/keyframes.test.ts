import headless from '@xterm/headless';
import { SerializeAddon } from '@xterm/addon-serialize';
import { describe, expect, test } from 'vitest';
import { recordedPort } from '../../server/testing/console/recordings.ts';
import { Keyframes } from './keyframes.ts';
import { ShownOutput } from './shown-output.ts';

const OPTIONS = {
  cols: 80,
  rows: 25,
  scrollback: 1000,
  allowProposedApi: true,
  scrollOnEraseInDisplay: true,
};

function hidden() {
  const terminal = new headless.Terminal(OPTIONS);
  const addon = new SerializeAddon();
  terminal.loadAddon(addon);
  return {
    write: (data: Uint8Array, written: () => void) => terminal.write(data, written),
    serialize: () => addon.serialize({ scrollback: 100 }),
    dispose: () => terminal.dispose(),
  };
}

/** `fetched`: what was asked for, if it has to be fetched first. */
const sourceOf = (bytes: Uint8Array, fetched?: (readonly [number, number])[]) => ({
  length: bytes.length,
  has: (from: number, to: number) => fetched?.some(([begin, end]) => begin <= from && to <= end) ?? true,
  load: (from: number, to: number) => {
    fetched?.push([from, to]);
    return Promise.resolve();
  },
  slice: (from: number, to: number) => bytes.subarray(from, to),
});

function screenOf({ buffer, rows }: headless.Terminal): string[] {
  const lines = Array.from({ length: rows }, (_, row) => buffer.active.getLine(buffer.active.baseY + row));
  return lines.map((line) => line?.translateToString(true) ?? '');
}

/** What a terminal shows that was given everything from the beginning. */
async function trueScreen(bytes: Uint8Array): Promise<string[]> {
  const terminal = new headless.Terminal(OPTIONS);
  await new Promise<void>((written) => terminal.write(bytes, written));
  return screenOf(terminal);
}

/** Both ports of a boot, again and again. */
function longOutput(): Uint8Array {
  const [first, second] = [recordedPort('nio-ubuntu', 0), recordedPort('nio-ubuntu', 1)];
  const once = first.length + second.length;
  const all = new Uint8Array(30 * once);
  for (let at = 0; at < all.length; at += once) {
    all.set(second, at);
    all.set(first, at + second.length);
  }
  return all;
}

const long = longOutput();

function shownOf(source: ReturnType<typeof sourceOf>) {
  const frames = new Keyframes(source, hidden);
  const seen = new headless.Terminal(OPTIONS);
  const shown = new ShownOutput(source, frames, {
    write: (data: Uint8Array | string, drawn: () => void) => seen.write(data, drawn),
  });
  const at = async (position: number): Promise<string[]> => {
    shown.show(position);
    await shown.settled();
    return screenOf(seen);
  };
  return { frames, shown, at };
}

describe('a long recording', () => {
  const { frames, shown, at } = shownOf(sourceOf(long));

  test('before its keyframes are there, the end is shown with what came right before it', async () => {
    expect(await at(long.length)).toEqual(await trueScreen(long));
    expect(shown.exact).toBe(false);
  });

  test('with them, every moment is shown as it was, in any order', async () => {
    while (await frames.next()) shown.refine();
    await shown.settled();
    expect(shown.exact).toBe(true);
    expect(frames.position).toBeGreaterThan(long.length - 200_000);
    for (const part of [0.5, 0.1, 0.93, 0.931, 0.4, 1, 0.001])
      expect(await at(Math.floor(long.length * part))).toEqual(
        await trueScreen(long.subarray(0, Math.floor(long.length * part))),
      );
  });

  test('of many wishes only the last is drawn', async () => {
    for (let position = 0; position < long.length; position += 50_000) shown.show(position);
    expect(await at(1234)).toEqual(await trueScreen(long.subarray(0, 1234)));
  });
});

describe('a recording that has to be fetched', () => {
  const fetched: (readonly [number, number])[] = [];
  const { frames, shown, at } = shownOf(sourceOf(long, fetched));

  test('the first screen takes no more than what is right before it', async () => {
    expect(await at(long.length)).toEqual(await trueScreen(long));
    expect(fetched.reduce((sum, [from, to]) => sum + to - from, 0)).toBeLessThan(200_000);
  });

  test('the rest comes with the keyframes, and corrects it', async () => {
    while (await frames.next()) shown.refine();
    await shown.settled();
    expect(shown.exact).toBe(true);
  });

  test('if it cannot be fetched, nobody waits for it for ever', async () => {
    const away = { ...sourceOf(long, []), load: () => Promise.reject(new Error('away')) };
    const before = shownOf(away);
    expect((await before.at(1000)).join('')).toBe('');
  });
});
