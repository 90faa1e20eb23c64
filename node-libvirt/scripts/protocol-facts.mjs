// @ts-check
/**
 * Reads libvirt's protocol definition files and writes the bare facts of the protocol — every procedure's
 * number, argument and result layout, and stream direction — as JSON. The tables in src/protocol are
 * written by hand; src/protocol/tables.test.ts holds them against these facts, so a slip in a number,
 * a field's type, its place or its limit cannot survive.
 *
 * Usage: node scripts/protocol-facts.mjs LIBVIRT_SOURCE VERSION > test/data/protocol-facts.json
 * where LIBVIRT_SOURCE is an unpacked libvirt release.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [source = '', version = ''] = process.argv.slice(2);
if (source === '' || version === '') {
  console.error('usage: protocol-facts.mjs LIBVIRT_SOURCE VERSION');
  process.exit(2);
}

/** Lengths the protocol files take from C headers. */
const headerConstants = {
  VIR_UUID_BUFLEN: 16,
  VIR_SECURITY_MODEL_BUFLEN: 257,
  VIR_SECURITY_LABEL_BUFLEN: 4097,
  VIR_SECURITY_DOI_BUFLEN: 257,
};

/** The union's discriminants, from libvirt-common.h (virTypedParameterType). */
const typedParameterTypes = [
  'VIR_TYPED_PARAM_INT',
  'VIR_TYPED_PARAM_UINT',
  'VIR_TYPED_PARAM_LLONG',
  'VIR_TYPED_PARAM_ULLONG',
  'VIR_TYPED_PARAM_DOUBLE',
  'VIR_TYPED_PARAM_BOOLEAN',
  'VIR_TYPED_PARAM_STRING',
];

const basicShapes = new Map([
  ['int', 'int'],
  ['unsigned int', 'uint'],
  ['unsigned', 'uint'],
  ['hyper', 'hyper'],
  ['unsigned hyper', 'uhyper'],
  ['double', 'double'],
  ['char', 'char'],
  ['short', 'int'],
  ['unsigned char', 'uchar'],
  ['unsigned short', 'ushort'],
]);

/** @param {string} text */
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/^%.*$/gm, ' ');

const definitions =
  /typedef\s+([^;{]+);|struct\s+(\w+)\s*\{([^}]*)\}\s*;|union\s+(\w+)\s+switch\s*\([^)]*\)\s*\{([^}]*)\}\s*;|enum\s+(\w+)\s*\{([^}]*)\}\s*;/g;

/** One protocol file: its constants, the shapes of its types, and its procedures. */
class ProtocolFile {
  /** @type {Record<string, number>} */
  constants = { ...headerConstants };
  /** @type {Map<string, string>} */
  shapes;
  /** @type {Record<string, {number: number, args: string, ret: string, stream?: string}>} */
  procedures = {};

  /**
   * @param {string} file
   * @param {string} prefix of its constants, such as REMOTE
   * @param {Map<string, string>} [imported] shapes of the files it includes
   */
  constructor(file, prefix, imported = basicShapes) {
    const text = readFileSync(join(source, file), 'utf8');
    const bare = withoutComments(text);
    this.shapes = new Map(imported);
    this.#readConstants(bare);
    this.#readTypes(bare);
    this.#readProcedures(text, prefix);
    this.program = this.constants[`${prefix}_PROGRAM`];
    this.version = this.constants[`${prefix}_PROTOCOL_VERSION`];
  }

  get facts() {
    return { program: this.program, version: this.version, procedures: this.procedures };
  }

  /** @param {string} bare */
  #readConstants(bare) {
    for (const [, name, value] of bare.matchAll(/const\s+(\w+)\s*=\s*(\w+)\s*;/g)) {
      if (name && value) this.constants[name] = this.constants[value] ?? Number(value);
    }
  }

  /** @param {string} bare */
  #readTypes(bare) {
    for (const [, alias, struct, fields = '', union, cases = '', enumeration] of bare.matchAll(definitions)) {
      if (alias) {
        const { name, shape } = this.#declaration(alias);
        this.shapes.set(name, shape);
      } else if (struct) {
        this.shapes.set(struct, this.#structShape(fields));
      } else if (union) {
        this.shapes.set(union, this.#unionShape(cases));
      } else if (enumeration) {
        this.shapes.set(enumeration, 'int');
      }
    }
  }

  /** @param {string} fields */
  #structShape(fields) {
    const members = fields.split(';').filter((line) => line.trim());
    const shapes = members.map((line) => {
      const { name, shape } = this.#declaration(line);
      return `${name}:${shape}`;
    });
    return `{${shapes.join(',')}}`;
  }

  /** @param {string} cases */
  #unionShape(cases) {
    const arms = [...cases.matchAll(/case\s+(\w+)\s*:\s*([^;]+);/g)].map(([, label = '', line = '']) => {
      const discriminant = typedParameterTypes.indexOf(label) + 1;
      return `${discriminant || this.#number(label)}:${this.#declaration(line).shape}`;
    });
    return `union{${arms.join(',')}}`;
  }

  /** @param {string} text with its comments, which say what is a stream @param {string} prefix */
  #readProcedures(text, prefix) {
    const list = new RegExp(`(?:/\\*\\*([\\s\\S]*?)\\*/\\s*)?${prefix}_PROC_(\\w+)\\s*=\\s*(\\d+)`, 'g');
    for (const [, notes = '', name = '', value] of text.matchAll(list)) {
      const lower = `${prefix.toLowerCase()}_${name.toLowerCase()}`;
      const stream = ['read', 'write'].find((direction) => notes.includes(`@${direction}stream`));
      this.procedures[name] = {
        number: Number(value),
        args: this.shapes.get(`${lower}_args`) ?? this.shapes.get(`${lower}_msg`) ?? '{}',
        ret: this.shapes.get(`${lower}_ret`) ?? '{}',
        ...(stream ? { stream } : {}),
      };
    }
  }

  /** One declaration such as `remote_string *name<MAX>`; returns its name and shape. @param {string} line */
  #declaration(line) {
    const match = /^(.*?)\s*(\*?)\s*(\w+)\s*(?:\[(\w+)\]|<(\w*)>)?$/.exec(line.trim().replace(/\s+/g, ' '));
    if (!match) throw new Error(`cannot read «${line}»`);
    const [, type = '', pointer, name = '', fixed, variable] = match;
    if (type === 'string') return { name, shape: `string<${this.#number(variable ?? '')}>` };
    if (type === 'opaque') {
      const size = fixed ? `[${this.#number(fixed)}]` : `<${this.#number(variable ?? '')}>`;
      return { name, shape: `opaque${size}` };
    }
    const element = this.#base(type);
    if (fixed) return { name, shape: `${element}[${this.#number(fixed)}]` };
    if (variable !== undefined) return { name, shape: `${element}<${this.#number(variable)}>` };
    return { name, shape: pointer ? `${element}?` : element };
  }

  /** @param {string} type */
  #base(type) {
    const found = this.shapes.get(type) ?? this.shapes.get(`remote_${type}`);
    if (!found) throw new Error(`unknown type ${type}`);
    return found;
  }

  /** @param {string} size a number or the name of a constant */
  #number(size) {
    const value = /^\d+$/.test(size) ? Number(size) : this.constants[size];
    if (value === undefined) throw new Error(`unknown constant ${size}`);
    return value;
  }
}

const remote = new ProtocolFile('src/remote/remote_protocol.x', 'REMOTE');
const qemu = new ProtocolFile('src/remote/qemu_protocol.x', 'QEMU', remote.shapes);
const origin = 'libvirt: src/remote/remote_protocol.x and src/remote/qemu_protocol.x';
console.log(JSON.stringify({ source: origin, version, remote: remote.facts, qemu: qemu.facts }, null, 1));
