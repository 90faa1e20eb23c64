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

const [source, version] = process.argv.slice(2);
if (!source || !version) {
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

/** @param {string} text */
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/^%.*$/gm, ' ');

/** @param {string} file @param {string} prefix @param {Map<string, string>} [imported] */
function parse(file, prefix, imported = new Map()) {
  const text = readFileSync(join(/** @type {string} */ (source), file), 'utf8');
  const bare = withoutComments(text);
  /** @type {Record<string, number>} */
  const constants = { ...headerConstants };
  for (const [, name, value] of bare.matchAll(/const\s+(\w+)\s*=\s*(\w+)\s*;/g)) {
    if (name && value) constants[name] = constants[value] ?? Number(value);
  }
  /** @type {Map<string, string>} */
  const shapes = new Map([
    ...imported,
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
  /** @param {string} type */
  const base = (type) => {
    const found = shapes.get(type) ?? shapes.get(`remote_${type}`);
    if (!found) throw new Error(`unknown type ${type} in ${file}`);
    return found;
  };
  /** @param {string} size */
  const number = (size) => {
    const value = /^\d+$/.test(size) ? Number(size) : constants[size];
    if (value === undefined) throw new Error(`unknown constant ${size}`);
    return value;
  };
  /** One declaration such as `remote_string *name<MAX>`; returns its name and shape. @param {string} line */
  const declaration = (line) => {
    const match = /^(.*?)\s*(\*?)\s*(\w+)\s*(?:\[(\w+)\]|<(\w*)>)?$/.exec(line.trim().replace(/\s+/g, ' '));
    if (!match) throw new Error(`cannot read «${line}»`);
    const [, type = '', pointer, name = '', fixed, variable] = match;
    if (type === 'string') return { name, shape: `string<${number(variable ?? '')}>` };
    if (type === 'opaque') {
      return { name, shape: fixed ? `opaque[${number(fixed)}]` : `opaque<${number(variable ?? '')}>` };
    }
    const element = base(type);
    if (fixed) return { name, shape: `${element}[${number(fixed)}]` };
    if (variable !== undefined) return { name, shape: `${element}<${number(variable)}>` };
    return { name, shape: pointer ? `${element}?` : element };
  };
  const definitions =
    /typedef\s+([^;{]+);|struct\s+(\w+)\s*\{([^}]*)\}\s*;|union\s+(\w+)\s+switch\s*\([^)]*\)\s*\{([^}]*)\}\s*;|enum\s+(\w+)\s*\{([^}]*)\}\s*;/g;
  for (const [, alias, struct, fields, union, cases, enumeration] of bare.matchAll(definitions)) {
    if (alias) {
      const { name, shape } = declaration(alias);
      shapes.set(name, shape);
    } else if (struct) {
      const members = (fields ?? '').split(';').filter((line) => line.trim());
      shapes.set(
        struct,
        `{${members
          .map((line) => {
            const { name, shape } = declaration(line);
            return `${name}:${shape}`;
          })
          .join(',')}}`,
      );
    } else if (union) {
      const arms = [...(cases ?? '').matchAll(/case\s+(\w+)\s*:\s*([^;]+);/g)].map(
        ([, label = '', line = '']) => {
          const discriminant = typedParameterTypes.indexOf(label) + 1;
          return `${discriminant || number(label)}:${declaration(line).shape}`;
        },
      );
      shapes.set(union, `union{${arms.join(',')}}`);
    } else if (enumeration) {
      shapes.set(enumeration, 'int');
    }
  }
  /** @type {Record<string, {number: number, args: string, ret: string, stream?: string}>} */
  const procedures = {};
  const list = new RegExp(`(?:/\\*\\*([\\s\\S]*?)\\*/\\s*)?${prefix}_PROC_(\\w+)\\s*=\\s*(\\d+)`, 'g');
  for (const [, notes = '', name = '', value] of text.matchAll(list)) {
    const lower = `${prefix.toLowerCase()}_${name.toLowerCase()}`;
    const stream = notes.includes('@readstream')
      ? 'read'
      : notes.includes('@writestream')
        ? 'write'
        : undefined;
    procedures[name] = {
      number: Number(value),
      args: shapes.get(`${lower}_args`) ?? shapes.get(`${lower}_msg`) ?? '{}',
      ret: shapes.get(`${lower}_ret`) ?? '{}',
      ...(stream ? { stream } : {}),
    };
  }
  return {
    program: constants[`${prefix}_PROGRAM`],
    version: constants[`${prefix}_PROTOCOL_VERSION`],
    procedures,
    shapes,
  };
}

const remote = parse('src/remote/remote_protocol.x', 'REMOTE');
const qemu = parse('src/remote/qemu_protocol.x', 'QEMU', remote.shapes);
console.log(
  JSON.stringify(
    {
      source: 'libvirt: src/remote/remote_protocol.x and src/remote/qemu_protocol.x',
      version,
      remote: { program: remote.program, version: remote.version, procedures: remote.procedures },
      qemu: { program: qemu.program, version: qemu.version, procedures: qemu.procedures },
    },
    null,
    1,
  ),
);
