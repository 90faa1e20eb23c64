import { describe, expect, it } from 'vitest';
import * as xdr from '../xdr/codec.ts';
import type { ProgramFacts } from '../testing/facts.ts';
import { protocolFacts } from '../testing/facts.ts';
import { connectionProcedures } from './connection.ts';
import { domainProcedures, qemuProcedures, snapshotProcedures } from './domain.ts';
import { eventMessages } from './event-messages.ts';
import * as limits from './limits.ts';
import { networkProcedures } from './network.ts';
import type { Procedure } from './procedure.ts';
import { remoteProgram, row, table } from './procedure.ts';
import { poolProcedures, volumeProcedures } from './storage.ts';
import { typedParameter } from './types.ts';

type Procedures = Readonly<Record<string, Procedure<unknown, unknown>>>;

const facts = protocolFacts();
const tables: [name: string, procedures: Procedures, facts: ProgramFacts][] = [
  ['connection', connectionProcedures, facts.remote],
  ['domain', domainProcedures, facts.remote],
  ['snapshot', snapshotProcedures, facts.remote],
  ['network', networkProcedures, facts.remote],
  ['storage pool', poolProcedures, facts.remote],
  ['storage volume', volumeProcedures, facts.remote],
  ['event message', eventMessages, facts.remote],
  ['QEMU', qemuProcedures, facts.qemu],
];

/** Every way in which a table differs from what libvirt's protocol files say. */
function differences(procedures: Procedures, program: ProgramFacts): string[] {
  return Object.entries(procedures).flatMap(([name, procedure]) => {
    const known = program.procedures.get(name);
    if (!known) return [`${name}: libvirt has no such procedure`];
    const pairs = [
      ['name', procedure.name, name],
      ['program', procedure.program.id, program.program],
      ['version', procedure.program.version, program.version],
      ['number', procedure.number, known.number],
      ['arguments', procedure.args.shape, known.args],
      ['result', procedure.result.shape, known.ret],
    ] as const;
    return pairs
      .filter(([, ours, theirs]) => ours !== theirs)
      .map(([what, ours, theirs]) => `${name}: ${what} is ${String(ours)}, not ${String(theirs)}`);
  });
}

describe("libvirt's protocol files", () => {
  it('were read whole', () => {
    for (const [program, last] of [
      [facts.remote, 443],
      [facts.qemu, 7],
    ] as const) {
      const numbers = [...program.procedures.values()].map(({ number }) => number);
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    }
  });

  it.each(tables)('agree with every row of the %s table', (_name, procedures, program) => {
    expect(Object.keys(procedures).length).toBeGreaterThan(0);
    expect(differences(procedures, program)).toEqual([]);
  });

  it('number every procedure of the tables once', () => {
    const seen = new Map<string, string>();
    for (const [, procedures] of tables) {
      for (const { name, number, program } of Object.values(procedures)) {
        const key = `${String(program.id)}:${String(number)}`;
        expect(seen.get(key), `${name} shares its number`).toBeUndefined();
        seen.set(key, name);
      }
    }
    expect(seen.size).toBeGreaterThan(140);
  });
});

describe('holding a table against the facts', () => {
  const { DOMAIN_LOOKUP_BY_NAME: good } = domainProcedures;
  const withRow = (number: number, args: xdr.Codec<unknown>, result: xdr.Codec<unknown>) =>
    differences(table(remoteProgram, { DOMAIN_LOOKUP_BY_NAME: row(number, args, result) }), facts.remote);
  const name = (max: number) => xdr.struct({ name: xdr.string(max) });
  const result = good.result;

  it('finds nothing wrong with a good row', () => {
    expect(withRow(23, name(4_194_304), result)).toEqual([]);
  });

  it('notices a wrong number', () => {
    expect(withRow(24, name(4_194_304), result)).toEqual(['DOMAIN_LOOKUP_BY_NAME: number is 24, not 23']);
  });

  it('notices a wrong limit', () => {
    expect(withRow(23, name(4_194_303), result)).toHaveLength(1);
  });

  it('notices a field of another type, an optional one, one too many, another name, another order', () => {
    const text = xdr.string(4_194_304);
    expect(withRow(23, xdr.struct({ name: xdr.uint }), result)).toHaveLength(1);
    expect(withRow(23, xdr.struct({ name: xdr.optional(text) }), result)).toHaveLength(1);
    expect(withRow(23, xdr.struct({ name: text, flags: xdr.uint }), result)).toHaveLength(1);
    expect(withRow(23, xdr.struct({ title: text }), result)).toHaveLength(1);
    const swapped = xdr.struct({ dom: xdr.struct({ uuid: xdr.uuid, name: text, id: xdr.int }) });
    expect(withRow(23, name(4_194_304), swapped)).toHaveLength(1);
  });

  it('notices a signed field that should be unsigned, in arguments and in results', () => {
    const list = connectionProcedures.CONNECT_LIST_ALL_DOMAINS;
    const signed = xdr.struct({ need_results: xdr.int, flags: xdr.int });
    const rows = { CONNECT_LIST_ALL_DOMAINS: row<unknown, unknown>(273, signed, list.result) };
    expect(differences(table(remoteProgram, rows), facts.remote)).toHaveLength(1);
  });

  it('notices a procedure that does not exist, and one of another program', () => {
    expect(
      differences(table(remoteProgram, { NO_SUCH: row(1, xdr.nothing, xdr.nothing) }), facts.remote),
    ).toEqual(['NO_SUCH: libvirt has no such procedure']);
    expect(differences({ DOMAIN_LOOKUP_BY_NAME: good }, { ...facts.remote, program: 1 })).toHaveLength(1);
    expect(differences({ DOMAIN_LOOKUP_BY_NAME: good }, { ...facts.remote, version: 2 })).toHaveLength(1);
  });
});

describe('a shape', () => {
  it.each([
    [xdr.struct({ a: xdr.int, b: xdr.uint }), '{a:int,b:uint}'],
    [xdr.list(xdr.optional(xdr.string(7)), 9), 'string<7>?<9>'],
    [xdr.vector(xdr.char, 32), 'char[32]'],
    [xdr.opaque(5), 'opaque<5>'],
    [xdr.uuid, 'opaque[16]'],
    [xdr.bool, 'int'],
    [xdr.nothing, '{}'],
    [xdr.struct({ h: xdr.hyper, u: xdr.uhyper, d: xdr.double }), '{h:hyper,u:uhyper,d:double}'],
    [xdr.struct({ c: xdr.uchar, s: xdr.ushort }), '{c:uchar,s:ushort}'],
  ])('spells the layout out', (codec, shape) => {
    expect(codec.shape).toBe(shape);
  });

  it('spells the typed parameter out with the numbers of its types', () => {
    expect(typedParameter.shape).toMatch(/^\{field:.*union\{1:int,2:uint,3:hyper,4:uhyper,5:double,6:int,7:/);
  });
});

it('the sizes of a packet are those of virnetprotocol.x', () => {
  expect(limits.messageMax).toBe(33_554_432);
  expect(limits.headerSize).toBe(24);
  expect(limits.lengthSize).toBe(4);
  // Any daemon since 1.0.6 takes a stream packet of this size; it is about what the C client sends.
  expect(limits.streamPayloadMax).toBeGreaterThanOrEqual(262_120);
  expect(limits.streamPayloadMax).toBeLessThanOrEqual(limits.messageMax - limits.headerSize);
});
