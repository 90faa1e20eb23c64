import { type SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';

export type Engine = 'sqlite' | 'postgresql';

/** What is wrong with a database, and what to do. */
export interface Problem {
  readonly what: string;
  readonly fix: string;
}

/** A database that this process has open, on one connection. */
export interface Connection {
  readonly engine: Engine;
  /** What messages call it; never with a password. */
  readonly name: string;
  /** For Prisma. */
  readonly adapter: SqlDriverAdapterFactory;
  /** Rows of a query without parameters. */
  query(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** Executes the statements of a script in one transaction: all of them, or none. */
  runScript(script: string): Promise<void>;
  /** Undefined for what is not the fault of the database. */
  explain(error: unknown): Problem | undefined;
  close(): Promise<void>;
}
