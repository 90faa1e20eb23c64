import { describe, expect, it } from 'vitest';
import { decode, encode, hex } from '../testing/bytes.ts';
import { thrownBy } from '../testing/failures.ts';
import type { Codec } from './codec.ts';
import * as xdr from './codec.ts';

/** Declares the tests that every codec has to pass for one value and the bytes RFC 4506 gives it. */
function golden<T>(what: string, codec: Codec<T>, value: T, text: string): void {
  const bytes = hex(text);
  describe(what, () => {
    it('is written as the specification lays it out', () => {
      expect(encode(codec, value).toString('hex')).toBe(bytes.toString('hex'));
    });
    it('is read back from those bytes, to the last one', () => {
      expect(decode(codec, bytes)).toEqual(value);
    });
    it('is a breach of the protocol when cut short at any byte', () => {
      for (let size = 0; size < bytes.length; size++) {
        expect(thrownBy(() => decode(codec, bytes.subarray(0, size))).kind, `cut at ${String(size)}`).toBe(
          'protocol',
        );
      }
    });
  });
}

golden('int 0', xdr.int, 0, '00000000');
golden('int 1', xdr.int, 1, '00000001');
golden('int -1', xdr.int, -1, 'ffffffff');
golden('the largest int', xdr.int, 0x7fff_ffff, '7fffffff');
golden('the smallest int', xdr.int, -0x8000_0000, '80000000');
golden('an unsigned int', xdr.uint, 0x0102_0304, '01020304');
golden('the largest unsigned int', xdr.uint, 0xffff_ffff, 'ffffffff');
golden('a char takes a whole word', xdr.char, -2, 'fffffffe');
golden('an unsigned char takes a whole word', xdr.uchar, 5, '00000005');
golden('an unsigned short takes a whole word', xdr.ushort, 65_535, '0000ffff');
golden('true', xdr.bool, true, '00000001');
golden('false', xdr.bool, false, '00000000');
golden('a hyper', xdr.hyper, 0x0102_0304_0506_0708n, '0102030405060708');
golden('hyper -2', xdr.hyper, -2n, 'fffffffffffffffe');
golden('the largest hyper', xdr.hyper, 2n ** 63n - 1n, '7fffffffffffffff');
golden('the smallest hyper', xdr.hyper, -(2n ** 63n), '8000000000000000');
golden('the largest unsigned hyper', xdr.uhyper, 2n ** 64n - 1n, 'ffffffffffffffff');
golden('double 1.0', xdr.double, 1, '3ff0000000000000');
golden('double -0.1', xdr.double, -0.1, 'bfb999999999999a');
golden('double infinity', xdr.double, Infinity, '7ff0000000000000');
golden(
  'a UUID without a length word',
  xdr.uuid,
  '00112233-4455-6677-8899-aabbccddeeff',
  '00112233 44556677 8899aabb ccddeeff',
);
golden('the empty string', xdr.string(8), '', '00000000');
golden('a string of one byte', xdr.string(8), 'a', '00000001 61000000');
golden('a string of two bytes', xdr.string(8), 'ab', '00000002 61620000');
golden('a string of three bytes', xdr.string(8), 'abc', '00000003 61626300');
golden('a string of four bytes', xdr.string(8), 'abcd', '00000004 61626364');
golden('a string of five bytes', xdr.string(8), 'abcde', '00000005 61626364 65000000');
golden('a string counted in bytes of UTF-8', xdr.string(8), 'ä€', '00000005 c3a4e282 ac000000');
golden('a string with a character outside the basic plane', xdr.string(8), '😀', '00000004 f09f9880');
golden('no opaque bytes', xdr.opaque(8), Buffer.alloc(0), '00000000');
golden('opaque bytes, padded', xdr.opaque(8), Buffer.from([1, 0, 3]), '00000003 01000300');
golden('opaque bytes as many as allowed', xdr.opaque(4), Buffer.from([1, 2, 3, 4]), '00000004 01020304');
golden('an absent optional', xdr.optional(xdr.int), null, '00000000');
golden('a present optional', xdr.optional(xdr.int), 7, '00000001 00000007');
golden('a present optional of an absent one', xdr.optional(xdr.optional(xdr.int)), null, '00000000');
golden('an empty list', xdr.list(xdr.int, 3), [], '00000000');
golden('a full list', xdr.list(xdr.int, 3), [1, 2, 3], '00000003 00000001 00000002 00000003');
golden(
  'a list of strings, each padded',
  xdr.list(xdr.string(4), 3),
  ['a', '', 'bcd'],
  '00000003 00000001 61000000 00000000 00000003 62636400',
);
golden('a vector without a count', xdr.vector(xdr.char, 3), [65, 66, 0], '00000041 00000042 00000000');
golden(
  'a struct, its fields in order',
  xdr.struct({ name: xdr.string(9), id: xdr.int, size: xdr.optional(xdr.uhyper) }),
  { name: 'vm', id: -1, size: 5n },
  '00000002 766d0000 ffffffff 00000001 00000000 00000005',
);
golden('nothing', xdr.nothing, {}, '');

describe('reading', () => {
  it('takes any number but 0 as true, as C does', () => {
    expect(decode(xdr.bool, hex('00000002'))).toBe(true);
    expect(decode(xdr.bool, hex('ffffffff'))).toBe(true);
  });

  it('gives opaque bytes of their own, not a view that keeps the packet alive', () => {
    const packet = hex('00000004 01020304');
    const bytes = decode(xdr.opaque(4), packet);
    packet.fill(0xee);
    expect([...bytes]).toEqual([1, 2, 3, 4]);
  });

  it('ignores what the padding holds, as C does', () => {
    expect(decode(xdr.string(8), hex('00000001 61ffffff'))).toBe('a');
  });

  it('starts at the given offset', () => {
    expect(decode(xdr.struct({ skipped: xdr.int, wanted: xdr.int }), hex('00000001 00000002'))).toEqual({
      skipped: 1,
      wanted: 2,
    });
  });

  it.each([
    ['a string one byte too long', xdr.string(3), '00000004 61626364'],
    ['a string whose length reads as negative in C', xdr.string(3), 'ffffffff 61626364'],
    ['an opaque one byte too long', xdr.opaque(3), '00000004 01020304'],
    ['a list one item too long', xdr.list(xdr.int, 1), '00000002 00000001 00000002'],
    ['a list of four thousand million items', xdr.list(xdr.int, 16_384), 'ffffffff'],
    ['an optional marker of 2', xdr.optional(xdr.int), '00000002 00000001'],
    ['an optional marker of -1', xdr.optional(xdr.int), 'ffffffff 00000001'],
  ])('refuses %s as a breach of the protocol', (_what, codec, text) => {
    expect(thrownBy(() => decode<unknown>(codec, hex(text))).kind).toBe('protocol');
  });

  it('allocates nothing for a length that the packet cannot hold', () => {
    const before = process.memoryUsage().arrayBuffers;
    thrownBy(() => decode(xdr.opaque(0xffff_ffff), hex('f0000000 00000000')));
    thrownBy(() => decode(xdr.list(xdr.uhyper, 0xffff_ffff), hex('f0000000 00000000')));
    thrownBy(() => decode(xdr.string(0xffff_ffff), hex('f0000000 00000000')));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});
