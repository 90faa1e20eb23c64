import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';

export type Engine = 'sqlite' | 'postgresql';

/** What is wrong with a database, and how to fix it. */
export interface Problem {
  readonly what: string;
  readonly fix: string;
}

/** A database that this process has opened, on one connection. */
export interface Connection {
  readonly engine: Engine;
  /** Its name in messages; never contains a password. */
  readonly name: string;
  /** For Prisma. */
  readonly adapter: SqlDriverAdapterFactory;
  /** The rows of a query without parameters. */
  query(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** Executes the statements of a script in one transaction: all of them, or none. */
  runScript(script: string): Promise<void>;
  /** Undefined for errors that the database did not cause. */
  explain(error: unknown): Problem | undefined;
  close(): Promise<void>;
}
