import type { Codec } from '../xdr/codec.ts';

/** One of the daemon's RPC programs (remote_protocol.x, qemu_protocol.x, virkeepaliveprotocol.x). */
export interface Program {
  readonly id: number;
  readonly version: number;
}

export const remoteProgram: Program = { id: 0x2000_8086, version: 1 };
export const qemuProgram: Program = { id: 0x2000_8087, version: 1 };
export const keepAliveProgram: Program = { id: 0x6b65_6570, version: 1 };

/** One row of the protocol's tables: everything needed to call the procedure. */
export interface Procedure<Args, Result> {
  readonly program: Program;
  readonly number: number;
  readonly name: string;
  readonly args: Codec<Args>;
  readonly result: Codec<Result>;
}

interface Row<Args, Result> {
  readonly number: number;
  readonly args: Codec<Args>;
  readonly result: Codec<Result>;
}

/** A row: the procedure's number, the layout of its arguments, the layout of its result. */
export function row<Args, Result>(
  number: number,
  args: Codec<Args>,
  result: Codec<Result>,
): Row<Args, Result> {
  return { number, args, result };
}

type Table<Rows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends Row<infer Args, infer Result>
    ? Procedure<Args, Result>
    : never;
};

/**
 * A table of procedures under the protocol's own names. To add one to the package, add its row; to use one
 * that the package does not know, make a table of your own and pass its entry to `Connection.call()`.
 */
export function table<Rows extends Readonly<Record<string, Row<unknown, unknown>>>>(
  program: Program,
  rows: Rows,
): Table<Rows>;
export function table(
  program: Program,
  rows: Readonly<Record<string, Row<unknown, unknown>>>,
): Readonly<Record<string, Procedure<unknown, unknown>>> {
  return Object.fromEntries(Object.entries(rows).map(([name, entry]) => [name, { program, name, ...entry }]));
}
