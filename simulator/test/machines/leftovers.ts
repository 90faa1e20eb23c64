import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Connection, DomainUndefineFlags, isLibvirtError } from 'node-libvirt';
import { until } from '../support/until.ts';
import { isOfTheDead, type OwnNames } from './own-names.ts';

interface Leftover {
  readonly name: string;
  /** One step after the other; a step that is done already may fail. */
  readonly removal: readonly (() => Promise<unknown>)[];
}

/** A domain with its firmware's variables and its TPM's state. */
export const UNDEFINE_ALL = DomainUndefineFlags.NVRAM | DomainUndefineFlags.TPM;

/** Removes what test processes left behind that were killed. */
export async function removeLeftoversOfTheDead(connection: Connection): Promise<void> {
  await remove(await leftovers(connection, isOfTheDead));
}

/** Removes everything of these names, and returns what could not be removed: there should be nothing. */
export async function removeEverythingOwn(connection: Connection, names: OwnNames): Promise<string[]> {
  const isOwn = (name: string) => names.owns(name);
  await remove(await leftovers(connection, isOwn));
  // libvirt does not wait for the end of what it has told to end.
  let running: string[] = [];
  await until(
    'the end of programs that libvirt has stopped',
    async () => {
      running = await processesOf(names);
      return running.length === 0 ? true : undefined;
    },
    () => running.join('\n'),
  );
  return (await leftovers(connection, isOwn)).map(({ name }) => name);
}

/** Programs that libvirt runs for something of these names: QEMU, swtpm, dnsmasq. */
export async function processesOf({ prefix }: OwnNames): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commandLines = await Promise.all(
    // A process may end while we look.
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return commandLines.filter((line) => line.includes(prefix)).map((line) => line.split('\0')[0] ?? '');
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
  isWanted: (name: string) => boolean,
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
  return all.filter(({ name }) => isWanted(name));
}
