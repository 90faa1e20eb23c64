import type { XdrReader } from './reader.ts';
import { malformed } from './reader.ts';
import { unfit } from './writer.ts';
import type { XdrWriter } from './writer.ts';

/**
 * How one type travels. `shape` spells the layout the way test/data/protocol-facts.json does
 * (`{name:string<64>,id:int?}`), which is how the tables are held against libvirt's protocol file.
 */
export interface Codec<T> {
  readonly shape: string;
  read(from: XdrReader): T;
  write(to: XdrWriter, value: T): void;
}

/** The TypeScript type a codec reads and writes. */
export type Value<C> = C extends Codec<infer T> ? T : never;

export const int: Codec<number> = {
  shape: 'int',
  read: (from) => from.int(),
  write: (to, value) => {
    to.int(value);
  },
};

export const uint: Codec<number> = {
  shape: 'uint',
  read: (from) => from.uint(),
  write: (to, value) => {
    to.uint(value);
  },
};

/** C's small integer types take a whole XDR word each; the shape keeps their name. */
export const char: Codec<number> = { ...int, shape: 'char' };
export const uchar: Codec<number> = { ...uint, shape: 'uchar' };
export const ushort: Codec<number> = { ...uint, shape: 'ushort' };

/** A set of bits. JavaScript's `|` makes a negative number of one with bit 31, which is taken as what is meant. */
export const flags: Codec<number> = {
  ...uint,
  write: (to, value) => {
    to.uint(value < 0 && (value | 0) === value ? value >>> 0 : value);
  },
};

/** A C truth value in an int. */
export const bool: Codec<boolean> = {
  shape: 'int',
  read: (from) => from.int() !== 0,
  write: (to, value) => {
    to.int(value ? 1 : 0);
  },
};

export const hyper: Codec<bigint> = {
  shape: 'hyper',
  read: (from) => from.hyper(),
  write: (to, value) => {
    to.hyper(value);
  },
};

export const uhyper: Codec<bigint> = {
  shape: 'uhyper',
  read: (from) => from.uhyper(),
  write: (to, value) => {
    to.uhyper(value);
  },
};

export const double: Codec<number> = {
  shape: 'double',
  read: (from) => from.double(),
  write: (to, value) => {
    to.double(value);
  },
};

export const uuid: Codec<string> = {
  shape: 'opaque[16]',
  read: (from) => from.uuid(),
  write: (to, value) => {
    to.uuid(value);
  },
};

/** @param max bytes of UTF-8 */
export function string(max: number): Codec<string> {
  return {
    shape: `string<${String(max)}>`,
    read: (from) => from.string(max),
    write: (to, value) => {
      to.string(value, max);
    },
  };
}

/** A byte run of at most `max` bytes. Reading copies: a view would keep the whole packet alive. */
export function opaque(max: number): Codec<Uint8Array> {
  return {
    shape: `opaque<${String(max)}>`,
    read: (from) => Buffer.from(from.opaqueUpTo(max)),
    write: (to, value) => {
      to.opaqueUpTo(value, max);
    },
  };
}

/** XDR's optional-data: a word 0 or 1, then the value. Absent is `null`. */
export function optional<T>(item: Codec<T>): Codec<T | null> {
  return {
    shape: `${item.shape}?`,
    read: (from) => {
      const present = from.uint();
      if (present > 1) throw malformed(`optional marker is ${String(present)}, not 0 or 1`);
      return present === 1 ? item.read(from) : null;
    },
    write: (to, value) => {
      to.uint(value === null ? 0 : 1);
      if (value !== null) item.write(to, value);
    },
  };
}

/** A counted list of at most `max` items. */
export function list<T>(item: Codec<T>, max: number): Codec<T[]> {
  return {
    shape: `${item.shape}<${String(max)}>`,
    read: (from) => {
      const count = from.count(max, 'list');
      const items: T[] = [];
      for (let index = 0; index < count; index++) items.push(item.read(from));
      return items;
    },
    write: (to, value) => {
      to.count(value.length, max, 'list');
      for (const one of value) item.write(to, one);
    },
  };
}

/** Exactly `size` items, without a count. */
export function vector<T>(item: Codec<T>, size: number): Codec<T[]> {
  return {
    shape: `${item.shape}[${String(size)}]`,
    read: (from) => Array.from({ length: size }, () => item.read(from)),
    write: (to, value) => {
      if (value.length !== size) throw unfit(`expected ${String(size)} items, got ${String(value.length)}`);
      for (const one of value) item.write(to, one);
    },
  };
}

type Fields = Readonly<Record<string, Codec<unknown>>>;
type Structure<F extends Fields> = { -readonly [Name in keyof F]: Value<F[Name]> };

/** Named values in order; the wire has no names. Each field's value has its own codec's type. */
export function struct<F extends Fields>(fields: F): Codec<Structure<F>>;
export function struct(fields: Fields): Codec<Readonly<Record<string, unknown>>> {
  const members = Object.entries(fields);
  return {
    shape: `{${members.map(([name, codec]) => `${name}:${codec.shape}`).join(',')}}`,
    read: (from) => {
      const value: Record<string, unknown> = {};
      for (const [name, codec] of members) value[name] = codec.read(from);
      return value;
    },
    write: (to, value) => {
      for (const [name, codec] of members) codec.write(to, value[name]);
    },
  };
}

/** No bytes at all: the arguments or result of a procedure that has none. */
export const nothing = struct({});
