import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { USAGE_FIELDS, type Usage } from '../../../lib/contract/usage.ts';
import type { Ended } from './host-metrics.ts';
import { DAY_SLOTS, usageFrom, WIDTH } from './series.ts';

/** Averages of six hours are in one file, so that removing old ones removes whole files. */
const SLOTS_PER_FILE = 72;
const FILE = /^(\d{1,12})\.usage$/;

const UUID_BYTES = 16;
const USAGE_BYTES = WIDTH * Float32Array.BYTES_PER_ELEMENT;
/** Length of the rest, slot, length of the host's name. */
const HEAD_BYTES = 4 + 4 + 2;

/**
 * The averages of a day, kept across restarts: appended every five minutes, without the database, whose rows would cost
 * more than they are worth. The end of a file that a crash has cut off is ignored.
 */
export class HistoryFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async append(host: string, ended: Ended): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    await appendFile(join(this.#directory, fileOf(ended.slot)), encode(host, ended));
  }

  /** Calls `each` with the averages from this slot on, in the order of their recording. */
  async read(from: number, each: (host: string, ended: Ended) => void): Promise<void> {
    for (const first of await this.#files()) {
      if (first + SLOTS_PER_FILE <= from) continue;
      for (const { host, ended } of decode(await readFile(join(this.#directory, fileOf(first)))))
        if (ended.slot >= from) each(host, ended);
    }
  }

  /** Removes what is older than a day. */
  async tidy(slot: number): Promise<void> {
    for (const first of await this.#files())
      if (first + SLOTS_PER_FILE <= slot - DAY_SLOTS) await rm(join(this.#directory, fileOf(first)));
  }

  /** The first slots of the files, ascending. */
  async #files(): Promise<number[]> {
    await mkdir(this.#directory, { recursive: true });
    const names = await readdir(this.#directory);
    const firsts = names.map((name) => FILE.exec(name)?.[1]).filter((first) => first !== undefined);
    return firsts.map(Number).sort((one, other) => one - other);
  }
}

const fileOf = (slot: number): string => `${slot - (slot % SLOTS_PER_FILE)}.usage`;

function encode(host: string, { slot, host: own, domains }: Ended): Buffer {
  const name = Buffer.from(host);
  const head = Buffer.alloc(HEAD_BYTES);
  const rows = [...domains].map(([uuid, usage]) =>
    Buffer.concat([Buffer.from(uuid.replaceAll('-', ''), 'hex'), encodeUsage(usage)]),
  );
  const rest = Buffer.concat([name, encodeUsage(own ?? usageFrom(() => null)), ...rows]);
  head.writeUInt32LE(rest.length, 0);
  head.writeUInt32LE(slot, 4);
  head.writeUInt16LE(name.length, 8);
  return Buffer.concat([head, rest]);
}

function encodeUsage(usage: Usage): Buffer {
  const bytes = Buffer.alloc(USAGE_BYTES);
  for (const [index, field] of USAGE_FIELDS.entries()) bytes.writeFloatLE(usage[field] ?? NaN, index * 4);
  return bytes;
}

function decodeUsage(bytes: Buffer, at: number): Usage {
  return usageFrom((index) => {
    const value = bytes.readFloatLE(at + index * 4);
    return Number.isFinite(value) && value >= 0 ? value : null;
  });
}

function* decode(file: Buffer): Generator<{ readonly host: string; readonly ended: Ended }> {
  for (let at = 0; at + HEAD_BYTES <= file.length;) {
    const end = at + HEAD_BYTES + file.readUInt32LE(at);
    const slot = file.readUInt32LE(at + 4);
    const nameEnd = at + HEAD_BYTES + file.readUInt16LE(at + 8);
    if (end > file.length || nameEnd + USAGE_BYTES > end) return;
    const host = file.toString('utf8', at + HEAD_BYTES, nameEnd);
    const domains = new Map<string, Usage>();
    const row = UUID_BYTES + USAGE_BYTES;
    for (let next = nameEnd + USAGE_BYTES; next + row <= end; next += row)
      domains.set(uuidAt(file, next), decodeUsage(file, next + UUID_BYTES));
    yield { host, ended: { slot, host: decodeUsage(file, nameEnd), domains } };
    at = end;
  }
}

function uuidAt(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + UUID_BYTES);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
