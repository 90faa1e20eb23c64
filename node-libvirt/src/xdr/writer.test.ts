import { describe, expect, it } from 'vitest';
import { ErrorCode } from '../constants/error-codes.ts';
import { decode, encode } from '../testing/bytes.ts';
import { thrownBy } from '../testing/failures.ts';
import type { Codec } from './codec.ts';
import * as xdr from './codec.ts';
import { XdrWriter } from './writer.ts';

function refuses<T>(what: string, codec: Codec<T>, value: T): void {
  it(`refuses ${what} as invalid`, () => {
    const error = thrownBy(() => encode(codec, value));
    expect(error.kind).toBe('invalid');
    expect(error.code).toBe(ErrorCode.INVALID_ARG);
  });
}

describe('a writer', () => {
  for (const value of [0x8000_0000, -0x8000_0001, 1.5, NaN, Infinity]) {
    refuses(`${String(value)} as int`, xdr.int, value);
  }
  for (const value of [0x1_0000_0000, -1, 0.5, NaN]) {
    refuses(`${String(value)} as unsigned int`, xdr.uint, value);
  }
  refuses('-1 as unsigned short', xdr.ushort, -1);
  refuses('2^63 as hyper', xdr.hyper, 2n ** 63n);
  refuses('-2^63-1 as hyper', xdr.hyper, -(2n ** 63n) - 1n);
  refuses('2^64 as unsigned hyper', xdr.uhyper, 2n ** 64n);
  refuses('-1 as unsigned hyper', xdr.uhyper, -1n);
  refuses('a string one byte too long', xdr.string(3), 'abcd');
  refuses('a string that is too long only as UTF-8', xdr.string(3), 'äö');
  refuses('a NUL in a string', xdr.string(9), 'a\0b');
  refuses('opaque bytes one too many', xdr.opaque(3), Buffer.alloc(4));
  refuses('a list one item too long', xdr.list(xdr.int, 1), [1, 2]);
  refuses('a vector that is too short', xdr.vector(xdr.int, 3), [1, 2]);
  refuses('a vector that is too long', xdr.vector(xdr.int, 1), [1, 2]);
  refuses('a bad value deep inside', xdr.struct({ all: xdr.list(xdr.optional(xdr.int), 2) }), {
    all: [null, 0.5],
  });

  for (const text of [
    '',
    '00112233-4455-6677-8899-aabbccddeef',
    '00112233-4455-6677-8899-aabbccddeeff0',
    '00112233-4455-6677-8899-aabbccddeefg',
    '001122334455-6677-8899-aabbccddeeff',
    ' 00112233-4455-6677-8899-aabbccddeeff',
    '00112233-4455-6677-8899-aabbccddeeff\n',
  ]) {
    refuses(`«${text}» as a UUID`, xdr.uuid, text);
  }

  it('takes a UUID without dashes and in capitals', () => {
    const form = '00112233-4455-6677-8899-aabbccddeeff';
    expect(decode(xdr.uuid, encode(xdr.uuid, form.replaceAll('-', '').toUpperCase()))).toBe(form);
  });

  it('takes opaque bytes from any view, wherever it begins in its buffer', () => {
    const whole = new Uint8Array([9, 1, 2, 9]);
    expect(encode(xdr.opaque(4), whole.subarray(1, 3)).toString('hex')).toBe('0000000201020000');
  });

  it('leaves the reserved bytes in front', () => {
    const writer = new XdrWriter(28);
    writer.uint(1);
    expect(writer.finish()).toHaveLength(32);
    expect(writer.finish().readUInt32BE(28)).toBe(1);
  });

  it('keeps what was written while its buffer grows', () => {
    const codec = xdr.list(xdr.string(64), 1000);
    const value = Array.from({ length: 1000 }, (_, index) => 'x'.repeat(index % 65));
    expect(decode(codec, encode(codec, value))).toEqual(value);
  });

  it.each([
    ['int', xdr.int, -7],
    ['uint', xdr.uint, 7],
    ['hyper', xdr.hyper, -7n],
    ['uhyper', xdr.uhyper, 7n],
    ['double', xdr.double, 0.7],
    ['uuid', xdr.uuid, '00112233-4455-6677-8899-aabbccddeeff'],
    ['string', xdr.string(9), 'abcde'],
    ['opaque', xdr.opaque(9), Buffer.from('abcde')],
  ])('writes a whole %s wherever its buffer has to grow for it', (_what, item: Codec<unknown>, value) => {
    for (let before = 0; before < 300; before += 4) {
      const codec = xdr.struct({ before: xdr.opaque(300), item });
      const written = encode(codec, { before: Buffer.alloc(before), item: value });
      expect(decode(codec, written).item, `behind ${String(before)} bytes`).toEqual(value);
    }
  });

  it('clears the padding, so that nothing of this process leaks into the packet', () => {
    for (let round = 0; round < 50; round++) {
      Buffer.allocUnsafe(512).fill(0xee);
      expect(encode(xdr.string(8), 'a').toString('hex')).toBe('0000000161000000');
      expect(encode(xdr.opaque(8), Buffer.from('a')).toString('hex')).toBe('0000000161000000');
    }
  });

  it('refuses opaque bytes of another size than stated', () => {
    expect(
      thrownBy(() => {
        new XdrWriter().opaque(Buffer.alloc(3), 4);
      }).kind,
    ).toBe('invalid');
  });
});
