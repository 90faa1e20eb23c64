import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Connection, DomainUndefineFlags, isLibvirtError } from 'node-libvirt';
import { isAlive, ownerOf } from './own-names.ts';

interface Leftover {
  readonly name: string;
  /** One step after the other; a step that is done already may fail. */
  readonly removal: readonly (() => Promise<unknown>)[];
}

/** A domain with its firmware's variables and its TPM's state. */
export const UNDEFINE_ALL = DomainUndefineFlags.NVRAM | DomainUndefineFlags.TPM;

/** Removes what test processes left behind that were killed. */
export async function removeLeftoversOfTheDead(connection: Connection): Promise<void> {
  await remove(await leftovers(connection, (pid) => !isAlive(pid)));
}

/** Removes everything of this process, and returns the names of what could not be removed. */
export async function removeEverythingOwn(connection: Connection): Promise<string[]> {
  const isOwn = (pid: number) => pid === process.pid;
  await remove(await leftovers(connection, isOwn));
  return (await leftovers(connection, isOwn)).map(({ name }) => name);
}

async function remove(found: readonly Leftover[]): Promise<void> {
  for (const step of found.flatMap(({ removal }) => removal)) {
    try {
      await step();
    } catch (error) {
      // Stopped already, or removed by somebody else meanwhile: whoever asks looks again.
      if (!isLibvirtError(error)) throw error;
    }
  }
}

/** Domains first: they use networks, volumes and files. */
async function leftovers(
  connection: Connection,
  ofOwner: (pid: number) => boolean,
): Promise<readonly Leftover[]> {
  const domains = await connection.listAllDomains();
  const networks = await connection.listAllNetworks();
  const pools = await connection.listAllStoragePools();
  const files = await readdir(tmpdir());
  const all: readonly Leftover[] = [
    ...domains.map((domain) => ({
      name: domain.name,
      removal: [() => domain.destroy(), () => domain.undefine(UNDEFINE_ALL)],
    })),
    ...networks.map((network) => ({ name: network.name, removal: [() => network.destroy()] })),
    ...pools.map((pool) => ({
      name: pool.name,
      removal: [
        // libvirt owns the files: who runs the tests may not be able to remove them.
        async () => {
          for (const volume of await pool.listAllVolumes()) await volume.delete();
        },
        () => pool.destroy(),
      ],
    })),
    ...files.map((name) => ({
      name,
      removal: [() => rm(path.join(tmpdir(), name), { recursive: true, force: true })],
    })),
  ];
  return all.filter(({ name }) => {
    const owner = ownerOf(name);
    return owner !== undefined && ofOwner(owner);
  });
}
