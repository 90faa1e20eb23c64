import type { TestProject } from 'vitest/node';
import { PostgresqlCluster, postgresqlPrograms } from './postgresql.ts';

/** One PostgreSQL server for all tests of a run; each test has its own databases on it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = postgresqlPrograms();
  if (programs === null) return () => Promise.resolve();
  const cluster = await PostgresqlCluster.start(programs);
  project.provide('postgresql', cluster.url('postgres'));
  return () => cluster[Symbol.asyncDispose]();
}
