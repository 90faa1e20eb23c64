import { readFileSync } from 'node:fs';

/** What libvirt's own files say, read once by scripts/protocol-facts.mjs. */
interface ProcedureFacts {
  readonly number: number;
  readonly args: string;
  readonly ret: string;
  readonly stream?: string;
}

export interface ProgramFacts {
  readonly program: number;
  readonly version: number;
  readonly procedures: ReadonlyMap<string, ProcedureFacts>;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new Error('the facts hold no object where one is expected');
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new Error('the facts hold no number where one is expected');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('the facts hold no text where one is expected');
  return value;
}

function load(file: string): Readonly<Record<string, unknown>> {
  const url = new URL(`../../test/data/${file}`, import.meta.url);
  const parsed: unknown = JSON.parse(readFileSync(url, 'utf8'));
  return record(parsed);
}

function procedureFacts(value: unknown): ProcedureFacts {
  const { number: id, args, ret, stream } = record(value);
  return {
    number: number(id),
    args: text(args),
    ret: text(ret),
    ...(stream === undefined ? {} : { stream: text(stream) }),
  };
}

function programFacts(value: unknown): ProgramFacts {
  const { program, version, procedures } = record(value);
  const entries = Object.entries(record(procedures));
  return {
    program: number(program),
    version: number(version),
    procedures: new Map(entries.map(([name, facts]) => [name, procedureFacts(facts)])),
  };
}

/** The facts of each program the tables speak. */
export function protocolFacts(): { remote: ProgramFacts; qemu: ProgramFacts } {
  const { remote, qemu } = load('protocol-facts.json');
  return { remote: programFacts(remote), qemu: programFacts(qemu) };
}

/** The values of each enumeration, by the name this package exports it under. */
export function enumFacts(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const enums = Object.entries(record(load('enum-facts.json').enums));
  return new Map(
    enums.map(([name, facts]) => {
      const values = Object.entries(record(record(facts).values));
      return [name, new Map(values.map(([key, value]) => [key, number(value)]))];
    }),
  );
}
