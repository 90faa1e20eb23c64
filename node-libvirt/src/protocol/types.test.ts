import { describe, expect, it } from 'vitest';
import { decode, encode, hex } from '../testing/bytes.ts';
import { thrownBy } from '../testing/failures.ts';
import type { TypedParameter } from './types.ts';
import { domainRef, optionalText, remoteError, text, typedParameter } from './types.ts';

const field = '00000001 66000000';

const parameters: [what: string, parameter: TypedParameter, value: string][] = [
  ['an int', { field: 'f', value: { type: 'int', value: -3 } }, '00000001 fffffffd'],
  ['an unsigned int', { field: 'f', value: { type: 'uint', value: 0xffff_fffd } }, '00000002 fffffffd'],
  ['a 64-bit int', { field: 'f', value: { type: 'llong', value: -3n } }, '00000003 ffffffff fffffffd'],
  [
    'an unsigned 64-bit int, which no double could hold',
    { field: 'f', value: { type: 'ullong', value: 0xffff_ffff_ffff_fffdn } },
    '00000004 ffffffff fffffffd',
  ],
  ['a double', { field: 'f', value: { type: 'double', value: 0.5 } }, '00000005 3fe00000 00000000'],
  ['true', { field: 'f', value: { type: 'boolean', value: true } }, '00000006 00000001'],
  ['false', { field: 'f', value: { type: 'boolean', value: false } }, '00000006 00000000'],
  ['a string', { field: 'f', value: { type: 'string', value: 'xy' } }, '00000007 00000002 78790000'],
];

describe('a typed parameter', () => {
  it.each(parameters)('that is %s is written and read as the specification lays it out', (_, value, tail) => {
    const bytes = hex(field + tail);
    expect(encode(typedParameter, value).toString('hex')).toBe(bytes.toString('hex'));
    expect(decode(typedParameter, bytes)).toEqual(value);
  });

  it.each(parameters)('that is %s is a breach of the protocol when cut at any byte', (_, _value, tail) => {
    const bytes = hex(field + tail);
    for (let size = 0; size < bytes.length; size++) {
      expect(thrownBy(() => decode(typedParameter, bytes.subarray(0, size))).kind).toBe('protocol');
    }
  });

  it.each(['00000000', '00000008', 'ffffffff'])('of unknown type %s is a breach of the protocol', (type) => {
    expect(thrownBy(() => decode(typedParameter, hex(`${field}${type}0000000000000000`))).kind).toBe(
      'protocol',
    );
  });

  it('whose string exceeds the limit is refused both ways', () => {
    const long = 'x'.repeat(4_194_305);
    const value: TypedParameter = { field: 'f', value: { type: 'string', value: long } };
    expect(thrownBy(() => encode(typedParameter, value)).kind).toBe('invalid');
    const bytes = Buffer.concat([hex(`${field} 00000007 00400001`), Buffer.from(long), Buffer.alloc(3)]);
    expect(thrownBy(() => decode(typedParameter, bytes)).kind).toBe('protocol');
  });

  it('whose value does not fit its type is refused as invalid', () => {
    const value: TypedParameter = { field: 'f', value: { type: 'uint', value: -1 } };
    expect(thrownBy(() => encode(typedParameter, value)).kind).toBe('invalid');
  });
});

describe('a string of the protocol', () => {
  it('may have 4 MiB and not a byte more', () => {
    const longest = 'x'.repeat(4_194_304);
    expect(decode(text, encode(text, longest))).toBe(longest);
    expect(thrownBy(() => encode(text, `${longest}x`)).kind).toBe('invalid');
    expect(
      thrownBy(() => decode(text, Buffer.concat([hex('00400001'), Buffer.from(longest), hex('78000000')])))
        .kind,
    ).toBe('protocol');
  });

  it('may be absent, which is not the same as empty', () => {
    expect(decode(optionalText, hex('00000000'))).toBeNull();
    expect(decode(optionalText, hex('00000001 00000000'))).toBe('');
  });
});

describe('the identity of a domain', () => {
  const bytes = hex('00000003 766d3100 00112233445566778899aabbccddeeff ffffffff');
  const value = { name: 'vm1', uuid: '00112233-4455-6677-8899-aabbccddeeff', id: -1 };

  it('is written and read as the specification lays it out', () => {
    expect(encode(domainRef, value).toString('hex')).toBe(bytes.toString('hex'));
    expect(decode(domainRef, bytes)).toEqual(value);
  });
});

describe("libvirt's error", () => {
  const bytes = hex(`
    0000002a            # code 42, NO_DOMAIN
    0000000a            # domain 10, QEMU
    00000001 00000002 6e6f0000
    00000002            # level: error
    00000001 00000001 76000000 00112233445566778899aabbccddeeff 00000007
    00000001 00000001 31000000
    00000000
    00000001 00000000
    fffffffe 00000005
    00000001 00000001 6e000000 ffeeddccbbaa99887766554433221100`);
  const value = {
    code: 42,
    domain: 10,
    message: 'no',
    level: 2,
    dom: { name: 'v', uuid: '00112233-4455-6677-8899-aabbccddeeff', id: 7 },
    str1: '1',
    str2: null,
    str3: '',
    int1: -2,
    int2: 5,
    net: { name: 'n', uuid: 'ffeeddcc-bbaa-9988-7766-554433221100' },
  };

  it('is written and read as the specification lays it out', () => {
    expect(encode(remoteError, value).toString('hex')).toBe(bytes.toString('hex'));
    expect(decode(remoteError, bytes)).toEqual(value);
  });

  it('is a breach of the protocol when cut at any byte', () => {
    for (let size = 0; size < bytes.length; size++) {
      expect(thrownBy(() => decode(remoteError, bytes.subarray(0, size))).kind).toBe('protocol');
    }
  });
});
