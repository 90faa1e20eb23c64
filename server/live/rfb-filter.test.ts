import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ConsoleError } from '../../lib/contract/error.ts';
import { RfbFilter } from './rfb-filter.ts';
import type { Keys } from './rfb-keys.ts';

const hello = (version: string, security: number[], shared: number) =>
  Buffer.concat([Buffer.from(`RFB ${version}\n`), Buffer.from(security), Buffer.of(shared)]);

const bytes = (type: number, length: number) => {
  const message = Buffer.alloc(length, 0x5a);
  message[0] = type;
  return message;
};
const counted = (message: Buffer, at: number, width: 1 | 2 | 4, count: number) => {
  message.writeUIntBE(count, at, width);
  return message;
};

const LOOKING = [
  bytes(0, 20),
  counted(bytes(2, 4 + 4 * 3), 2, 2, 3),
  bytes(3, 10),
  bytes(150, 10),
  counted(bytes(248, 9 + 5), 8, 1, 5),
];
const extendedClipboard = bytes(6, 8 + 7);
extendedClipboard.writeInt32BE(-7, 4);
const TOUCHING = [
  bytes(4, 8),
  bytes(5, 6),
  counted(bytes(6, 8 + 1000), 4, 4, 1000),
  extendedClipboard,
  bytes(250, 4),
  counted(bytes(251, 8 + 16 * 2), 6, 1, 2),
  counted(bytes(255, 12), 1, 1, 0),
  counted(counted(bytes(255, 10), 1, 1, 1), 2, 2, 2),
  counted(counted(bytes(255, 4), 1, 1, 1), 2, 2, 0),
];

/** ClientInit of a viewer that shares the screen: the only part of the handshake that reaches the screen. */
const SHARED = Buffer.of(1);

const DRIVES: Keys = { free: true, drive: () => undefined };
const WATCHES: Keys = {
  free: false,
  drive: () => {
    throw new ConsoleError('not-driving', 'Anna is driving.');
  },
};

async function through(keys: Keys | null, parts: readonly Buffer[], answers: Buffer[] = []): Promise<Buffer> {
  const filter = new RfbFilter(keys, (bytes) => answers.push(bytes));
  const passed = buffer(filter);
  for (const part of parts) filter.write(part);
  filter.end();
  return passed;
}

describe('what a viewer sends', () => {
  const mixed = LOOKING.flatMap((message, index) => [message, ...TOUCHING.slice(2 * index, 2 * index + 2)]);
  const said = Buffer.concat([hello('003.008', [1], 0), ...mixed]);
  const allowed = Buffer.concat([SHARED, ...LOOKING]);

  it('is only what looks, wherever it is cut', async () => {
    for (let cut = 0; cut <= said.length; cut++) {
      const passed = await through(null, [said.subarray(0, cut), said.subarray(cut)]);
      expect(passed.equals(allowed)).toBe(true);
    }
    const single = [...said].map((byte) => Buffer.of(byte));
    expect((await through(null, single)).equals(allowed)).toBe(true);
  });

  it('passes everything for a writer, but still shares the screen', async () => {
    const expected = Buffer.concat([SHARED, ...mixed]);
    expect((await through(DRIVES, [said])).equals(expected)).toBe(true);
  });

  it('is, while somebody else drives, only what looks and what the viewer itself needs', async () => {
    const sound = TOUCHING.slice(-2);
    const passed = await through(WATCHES, [hello('003.008', [1], 0), ...LOOKING, ...TOUCHING]);
    expect(passed.equals(Buffer.concat([SHARED, ...LOOKING, ...sound]))).toBe(true);
  });

  it('releases what was pressed before somebody else drove, and nothing more', async () => {
    let drives = true;
    const keys: Keys = {
      get free() {
        return drives;
      },
      drive: () => {
        if (!drives) WATCHES.drive();
      },
    };
    const filter = new RfbFilter(keys, () => undefined);
    const passed = buffer(filter);
    const [shift, letter] = [0xffe1, 0x61];
    const key = (keysym: number, down: 0 | 1) => Buffer.of(4, down, 0, 0, 0, 0, keysym >> 8, keysym & 0xff);
    const pointer = (buttons: number) => Buffer.of(5, buttons, 0, 1, 0, 1);
    const before = [key(shift, 1), pointer(1)];
    for (const part of [hello('003.008', [1], 0), ...before]) filter.write(part);
    drives = false;
    const ignored = [key(letter, 1), key(letter, 0), pointer(1), pointer(5)];
    const releases = [key(shift, 0), pointer(0)];
    for (const part of [...ignored, ...releases, ...releases]) filter.write(part);
    filter.end();
    expect((await passed).equals(Buffer.concat([SHARED, ...before, ...releases]))).toBe(true);
  });

  it.each([
    ['003.008', 'RFB 003.008\n\x01\x01\0\0\0\0'],
    // 3.7 has no SecurityResult after "none".
    ['003.007', 'RFB 003.008\n\x01\x01'],
    // The viewer is not asked which way to log in.
    ['003.003', 'RFB 003.008\n\0\0\0\x01'],
  ])('is answered like by a server without a password, in version %s', async (version, expected) => {
    const answers: Buffer[] = [];
    const security = version === '003.003' ? [] : [1];
    const passed = await through(null, [hello(version, security, 0)], answers);
    expect(passed.equals(SHARED)).toBe(true);
    expect(Buffer.concat(answers).toString('latin1')).toBe(expected);
  });

  it.each([
    ['an old version', [hello('003.002', [1], 0)]],
    ['another way to log in', [hello('003.008', [19], 0)]],
    ['a password', [hello('003.008', [2], 0)]],
    ['an unknown message', [hello('003.008', [1], 0), bytes(77, 4)]],
    ['no RFB', [Buffer.alloc(100, 0xff)]],
  ])('is refused when it is %s', async (_what, parts) => {
    await expect(through(null, parts)).rejects.toMatchObject({ code: 'malformed' });
  });
});
