import { describe, expect, it } from 'vitest';
import type { TypedParameter } from '../protocol/types.ts';
import { toNodeInfo } from './host.ts';
import { toParameters } from './typed-parameters.ts';

describe("the host's facts", () => {
  const numbers = { memory: 8_388_608n, cpus: 4, mhz: 2400, nodes: 1, sockets: 1, cores: 2, threads: 2 };
  const characters = (text: string) => {
    const bytes = [...Buffer.from(text)];
    return [...bytes, ...Array<number>(32 - bytes.length).fill(0)];
  };

  it('name the model up to the first NUL', () => {
    expect(toNodeInfo({ ...numbers, model: characters('x86_64') })).toEqual({ ...numbers, model: 'x86_64' });
    const stale = characters('arm\0leftover');
    expect(toNodeInfo({ ...numbers, model: stale }).model).toBe('arm');
  });

  it('name a model that fills the whole array, and none', () => {
    const full = 'm'.repeat(32);
    expect(toNodeInfo({ ...numbers, model: characters(full) }).model).toBe(full);
    expect(toNodeInfo({ ...numbers, model: characters('') }).model).toBe('');
  });

  it('name a model in UTF-8, whose bytes travel as negative characters', () => {
    const signed = characters('ä').map((byte) => (byte > 127 ? byte - 256 : byte));
    expect(toNodeInfo({ ...numbers, model: signed }).model).toBe('ä');
  });
});

describe('typed parameters', () => {
  const list: TypedParameter[] = [
    { field: 'vcpu.current', value: { type: 'uint', value: 2 } },
    { field: 'cpu.time', value: { type: 'ullong', value: 2n ** 63n } },
    { field: 'dirty', value: { type: 'boolean', value: true } },
    { field: 'name', value: { type: 'string', value: 'x' } },
    { field: 'ratio', value: { type: 'double', value: 0.5 } },
  ];

  it('become an object by field, 64-bit values unrounded', () => {
    expect({ ...toParameters(list) }).toEqual({
      'vcpu.current': 2,
      'cpu.time': 2n ** 63n,
      dirty: true,
      name: 'x',
      ratio: 0.5,
    });
  });

  it('with names every object has are just fields', () => {
    const value = { type: 'string', value: 'harmless' } as const;
    const fields = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const parameters = toParameters(fields.map((field) => ({ field, value })));
    expect(Object.keys(parameters)).toEqual(fields);
    for (const field of fields) {
      expect(Object.getOwnPropertyDescriptor(parameters, field)?.value).toBe('harmless');
    }
    expect(Object.getPrototypeOf(parameters)).toBe(Object.prototype);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect('harmless' in {}).toBe(false);
  });

  it('that come twice keep the last', () => {
    const twice = [1, 2].map((value) => ({ field: 'f', value: { type: 'int', value } as const }));
    expect({ ...toParameters(twice) }).toEqual({ f: 2 });
  });

  it('without any are an empty object', () => {
    expect(Object.keys(toParameters([]))).toEqual([]);
  });
});
