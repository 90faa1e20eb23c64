import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isSystemError, SimulatorError } from '../error.ts';

const Holder = z.object({ pid: z.number().int().positive(), started: z.string() });
type Holder = z.output<typeof Holder>;

export interface Lock {
  release(): Promise<void>;
}

/**
 * Locks a state directory for this process. Takes over a lock whose process no longer exists (killed, or the machine
 * restarted).
 */
export async function lockDirectory(directory: string): Promise<Lock> {
  const path = join(directory, 'lock');
  const self: Holder = { pid: process.pid, started: (await startOf(process.pid)) ?? '' };
  const content = JSON.stringify(self);
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      await writeFile(path, content, { flag: 'wx', mode: 0o600 });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error;
    }
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder !== undefined && (await isRunning(holder))) throw locked(directory, holder);
    await removeStale(path, found);
  }
  throw new SimulatorError('state-locked', `${directory}: another simulator keeps taking this directory`);
}

function locked(directory: string, holder: Holder): SimulatorError {
  return new SimulatorError(
    'state-locked',
    `${directory} is in use by another simulator (process ${holder.pid}). Stop that one, or give this one its own directory with --state.`,
  );
}

/**
 * Renames the stale lock instead of deleting it: another process may have taken over since it was read. In that case the
 * renamed file is that process's lock, and is put back.
 */
async function removeStale(path: string, expected: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await readFile(aside, 'utf8');
  if (moved === expected) await rm(aside, { force: true });
  else await rename(aside, path);
}

function parseHolder(text: string): Holder | undefined {
  try {
    return Holder.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function isRunning(holder: Holder): Promise<boolean> {
  const started = await startOf(holder.pid);
  return started !== undefined && started === holder.started;
}

/** The start time of a process in clock ticks since boot, which distinguishes it from a later one with the same pid. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is the program's name in parentheses and can contain anything, so fields are counted after it.
  return stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19);
}
