import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { DEFAULT_MACHINE } from '../../lib/contract/machine.ts';
import type { Engine } from '../db/connection.ts';
import type { BootRow, Database, NodeRow, OperationRow, RunRow } from '../db/api.ts';
import { openDatabase } from '../db/open.ts';
import { ensureMigrated } from './migrated.ts';
import { databaseOn, dropDatabase, ensureDatabase } from './postgresql.ts';

/** A new directory, removed when the test ends. */
export function ownDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'ven-server-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** The engine of this test run: SQLite, except in the project `postgresql`. */
export const engine = (): Engine => (inject('postgresql') === undefined ? 'sqlite' : 'postgresql');

const sqliteFile = (directory: string): string => path.join(directory, 'console.db');

/** Where the database of a directory is, on either engine. */
export async function databaseUrl(directory: string): Promise<string> {
  const server = inject('postgresql');
  if (server === undefined) return `file:${sqliteFile(directory)}`;
  const name = `ven_${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`;
  await ensureDatabase(server, name);
  onTestFinished(() => dropDatabase(server, name));
  return databaseOn(server, name);
}

/** A new database, in the given directory if it is a file; closed when the test ends. */
export async function ownDatabase(directory: string = ownDirectory()): Promise<Database> {
  if (engine() === 'sqlite') await ensureMigrated(sqliteFile(directory));
  const database = await openDatabase({
    url: await databaseUrl(directory),
    key: { file: path.join(directory, 'secret.key') },
  });
  onTestFinished(() => database.close());
  return database;
}

export const MOMENT = '2026-01-02T03:04:05.678Z';

export function runRow(changes: Partial<RunRow> = {}): RunRow {
  const id = randomUUID();
  const request = { count: 1, template: 'ubuntu', name: 'edge', start: true };
  const origin = { createdAt: MOMENT, createdBy: 'a@b' };
  return {
    id,
    template: 'ubuntu',
    templateVersion: 1,
    orchestrator: 'sim',
    request,
    placement: [],
    control: null,
    endedAt: null,
    ...origin,
    ...changes,
  };
}

/** A node that has just been recorded. */
export function nodeRow(runId: string, changes: Partial<NodeRow> = {}): NodeRow {
  const id = randomUUID();
  return {
    id,
    name: `node-${id.slice(0, 8)}`,
    uuid: randomUUID(),
    serial: `SN${id.slice(0, 8).toUpperCase()}`,
    mac: '52:54:00:00:00:01',
    host: 'local',
    template: 'ubuntu',
    templateVersion: 1,
    orchestrator: 'sim',
    flow: 'nio',
    bootSource: { kind: 'uefi-http' },
    seedPassword: null,
    vcpus: 2,
    memoryMiB: 2048,
    diskGiB: 8,
    machine: DEFAULT_MACHINE,
    registration: null,
    runId,
    network: 'ven-net',
    networkKind: 'own',
    pool: null,
    stage: 'defined',
    failure: null,
    progress: null,
    address: null,
    createdAt: MOMENT,
    createdBy: 'a@b',
    readyAt: null,
    deletedAt: null,
    note: '',
    labels: [],
    files: null,
    ...changes,
  };
}

export function operationRow(nodeId: string, changes: Partial<OperationRow> = {}): OperationRow {
  return {
    id: randomUUID(),
    kind: 'create',
    nodeId,
    state: 'recorded',
    step: null,
    request: { start: true },
    by: 'a@b',
    recordedAt: MOMENT,
    endedAt: null,
    error: null,
    ...changes,
  };
}

export function bootRow(nodeId: string, number: number): BootRow {
  const id = randomUUID();
  return {
    id,
    nodeId,
    number,
    startedAt: MOMENT,
    endedAt: null,
    endReason: null,
    checkpoint: null,
    failure: null,
    steps: [],
    powerOnId: null,
    answering: null,
    pinnedAt: null,
    pinnedBy: null,
  };
}

/** A run with one node and its create. */
export async function storedNode(database: Database, changes: Partial<NodeRow> = {}): Promise<NodeRow> {
  const run = runRow();
  const node = nodeRow(run.id, changes);
  await database.nodes.create(run, [node], [operationRow(node.id)]);
  return node;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the server whose databases are to be used. */
    postgresql?: string;
  }
}
