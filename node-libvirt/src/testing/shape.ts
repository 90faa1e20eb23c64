import type { Random } from './random.ts';

/**
 * Random bytes of a given layout, made from the layout's spelling alone, so independent of the codecs. Lists and
 * strings are short; every number is small enough to be read and written back as it was.
 */
export function bytesOf(shape: string, random: Random): Buffer {
  const writer = new ShapeWriter(shape, random);
  const bytes = writer.one();
  if (writer.rest !== '') throw new Error(`cannot read the shape behind ${writer.rest}`);
  return bytes;
}

/** Each reading of the grammar below makes the bytes of what it has read. */
class ShapeWriter {
  rest: string;
  readonly #random: Random;

  constructor(shape: string, random: Random) {
    this.rest = shape;
    this.#random = random;
  }

  /** base, then any number of `?`, `<max>`, `[size]`: the bytes of the whole. */
  one(): Buffer {
    const start = this.rest;
    let bytes = this.#base();
    for (;;) {
      const base = start.slice(0, start.length - this.rest.length);
      const match = /^(?:(\?)|<(\d+)>|\[(\d+)\])/.exec(this.rest);
      if (!match) return bytes;
      this.rest = this.rest.slice(match[0].length);
      const [, optional, max, size] = match;
      if (optional) bytes = this.#counted(base, bytes, this.#random.below(2));
      else if (max) bytes = this.#counted(base, bytes, this.#random.below(Math.min(Number(max), 4)));
      else bytes = this.#repeated(base, bytes, Number(size));
    }
  }

  #base(): Buffer {
    if (this.#takes('{')) return this.#struct();
    if (this.#takes('union{')) return this.#union();
    for (const name of ['string', 'opaque']) {
      if (this.#takes(`${name}<`)) return this.#run(Number(this.#until('>')));
      if (this.#takes(`${name}[`)) return this.#bytes(Number(this.#until(']')));
    }
    for (const name of ['uhyper', 'hyper', 'double']) {
      if (this.#takes(name)) return Buffer.concat([this.#word(), this.#word()]);
    }
    for (const name of ['ushort', 'uchar', 'char', 'uint', 'int']) if (this.#takes(name)) return this.#word();
    throw new Error(`cannot read the shape ${this.rest}`);
  }

  #struct(): Buffer {
    const fields: Buffer[] = [];
    while (!this.#takes('}')) {
      this.#takes(',');
      this.#until(':');
      fields.push(this.one());
    }
    return Buffer.concat(fields);
  }

  #union(): Buffer {
    const arms: Buffer[] = [];
    while (!this.#takes('}')) {
      this.#takes(',');
      const type = Number(this.#until(':'));
      arms.push(Buffer.concat([word(type), this.one()]));
    }
    return this.#random.pick(arms);
  }

  #counted(shape: string, first: Buffer, count: number): Buffer {
    return Buffer.concat([word(count), this.#repeated(shape, first, count)]);
  }

  /** `first` is one of them already. */
  #repeated(shape: string, first: Buffer, count: number): Buffer {
    const more = Array.from({ length: Math.max(count - 1, 0) }, () => bytesOf(shape, this.#random));
    return count === 0 ? Buffer.alloc(0) : Buffer.concat([first, ...more]);
  }

  #run(max: number): Buffer {
    const size = this.#random.below(Math.min(max + 1, 10));
    return Buffer.concat([word(size), this.#bytes(size)]);
  }

  #bytes(size: number): Buffer {
    const bytes = Buffer.alloc(size + (-size & 3));
    for (let index = 0; index < size; index++) bytes[index] = 97 + this.#random.below(26);
    return bytes;
  }

  /** 0 or 1: what every kind of number, truth values included, reads and writes back alike. */
  #word(): Buffer {
    return word(this.#random.below(2));
  }

  #takes(text: string): boolean {
    if (!this.rest.startsWith(text)) return false;
    this.rest = this.rest.slice(text.length);
    return true;
  }

  #until(end: string): string {
    const at = this.rest.indexOf(end);
    const text = this.rest.slice(0, at);
    this.rest = this.rest.slice(at + 1);
    return text;
  }
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
