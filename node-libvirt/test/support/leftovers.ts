import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { isAlive, ownerOf } from './names.ts';
import { until } from './until.ts';
import { lines, qemuURI, testDriverURI, virshAt } from './virsh.ts';

interface Leftover {
  readonly name: string;
  readonly what: string;
  remove(): Promise<void>;
}

/**
 * For every file that makes things: removes what dead test processes left behind before, and all that carries
 * this process's name after, even when tests fail; then proves that nothing is left. Call it first in the file:
 * hooks after the tests run in reverse order.
 */
export function leaveNothingBehind(): void {
  let locks: string[];
  beforeAll(async () => {
    locks = await strayLocks();
    await remove(await leftovers((pid) => !isAlive(pid)));
  });
  afterAll(async () => {
    const isOwn = (pid: number) => pid === process.pid;
    await remove(await leftovers(isOwn));
    expect((await leftovers(isOwn)).map(({ what, name }) => `${what} ${name}`)).toEqual([]);
    // Another user's daemon may be about to write or to remove one.
    await until('no stray lock is left', async () => {
      const found = await strayLocks();
      return found.every((lock) => locks.includes(lock));
    });
  });
}

async function remove(found: readonly Leftover[]): Promise<void> {
  for (const leftover of found) await leftover.remove();
}

/** Domains first: they use networks and files. */
async function leftovers(ofOwner: (pid: number) => boolean): Promise<Leftover[]> {
  const all = [
    ...(await domains(qemuURI)),
    ...(await domains(testDriverURI)),
    ...(await networks(qemuURI)),
    ...(await networks(testDriverURI)),
    ...(await pools(qemuURI)),
    ...(await pools(testDriverURI)),
    ...(await directories()),
  ];
  return all.filter(({ name }) => {
    const owner = ownerOf(name);
    return owner !== undefined && ofOwner(owner);
  });
}

/** Something already stopped, or just removed by another process, counts as removed. */
async function attempt(uri: string, ...command: string[]): Promise<void> {
  await virshAt(uri, ...command).catch(() => undefined);
}

async function domains(uri: string): Promise<Leftover[]> {
  const names = lines(await virshAt(uri, 'list', '--all', '--name'));
  const extras = ['--managed-save', '--snapshots-metadata', ...(uri === qemuURI ? ['--nvram'] : [])];
  return names.map((name) => ({
    name,
    what: `domain at ${uri}`,
    remove: async () => {
      await attempt(uri, 'destroy', name);
      await attempt(uri, 'undefine', name, ...extras);
    },
  }));
}

async function networks(uri: string): Promise<Leftover[]> {
  const names = lines(await virshAt(uri, 'net-list', '--all', '--name')).map((name) => name.trim());
  return names.map((name) => ({
    name,
    what: `network at ${uri}`,
    remove: async () => {
      await attempt(uri, 'net-destroy', name);
      await attempt(uri, 'net-undefine', name);
    },
  }));
}

async function pools(uri: string): Promise<Leftover[]> {
  const names = lines(await virshAt(uri, 'pool-list', '--all', '--name')).map((name) => name.trim());
  return names.map((name) => ({
    name,
    what: `pool at ${uri}`,
    remove: async () => {
      await attempt(uri, 'pool-destroy', name);
      await attempt(uri, 'pool-undefine', name);
    },
  }));
}

async function directories(): Promise<Leftover[]> {
  return (await readdir(tmpdir())).map((name) => ({
    name,
    what: `in ${tmpdir()}:`,
    remove: () => rm(join(tmpdir(), name), { recursive: true, force: true }),
  }));
}

/** The locks of libvirt's on ptys that no libvirt daemon holds: left by one that was killed. */
async function strayLocks(): Promise<string[]> {
  const names = (await readdir('/var/lock').catch(() => [])).filter((name) => name.startsWith('LCK.._pts_'));
  const stray = await Promise.all(
    names.map(async (name) => {
      const holder = Number.parseInt(await readFile(join('/var/lock', name), 'utf8').catch(() => ''), 10);
      const program = await readFile(`/proc/${String(holder)}/comm`, 'utf8').catch(() => '');
      return /^(libvirtd|virt\w+d)$/.test(program.trim()) ? [] : [name];
    }),
  );
  return stray.flat();
}
