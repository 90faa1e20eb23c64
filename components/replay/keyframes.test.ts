import headless from '@xterm/headless';
import { SerializeAddon } from '@xterm/addon-serialize';
import { describe, expect, test } from 'vitest';
import { GrowingBytes } from './growing.ts';
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

const sourceOf = (bytes: Uint8Array) => ({
  length: bytes.length,
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
  const bytes = new GrowingBytes();
  for (let times = 0; times < 30; times++)
    for (const port of [1, 0]) bytes.append(recordedPort('nio-ubuntu', port));
  return bytes.slice(0, bytes.length);
}

const long = longOutput();

describe('a long recording', () => {
  const source = sourceOf(long);
  const frames = new Keyframes(source, hidden());
  const seen = new headless.Terminal(OPTIONS);
  const shown = new ShownOutput(source, frames, {
    write: (data: Uint8Array | string, drawn: () => void) => seen.write(data, drawn),
  });
  const at = async (position: number): Promise<string[]> => {
    shown.show(position);
    await shown.settled();
    return screenOf(seen);
  };

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
