import { type Connection, ErrorCode, isLibvirtError, type StoragePool, type StorageVol } from 'node-libvirt';
import { z } from 'zod';
import type { HostVolume } from '../../../lib/contract/host-pool.ts';
import { descriptions, usesVolume } from '../domains/definitions.ts';
import { parseXml } from '../xml/parse.ts';

const volumeDocument = z.object({
  volume: z.object({
    target: z
      .object({
        format: z.object({ '@type': z.string() }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
    backingStore: z.object({ path: z.string() }).optional().catch(undefined),
  }),
});

type Described = Omit<HostVolume, 'users'>;

interface User {
  readonly name: string;
  readonly text: string;
}

/** The volumes of a refreshed pool, and who uses them. */
export async function readVolumes(connection: Connection, pool: StoragePool): Promise<HostVolume[]> {
  const users = await usersOf(connection);
  const volumes = await Promise.all(
    (await pool.listAllVolumes()).map((volume) => described(pool.name, volume)),
  );
  const found = volumes.filter((volume) => volume !== null);
  return found
    .map((volume) => {
      const all = [volume, ...overlaysOf(volume.path, found)];
      const using = users.filter(({ text }) => all.some((each) => usesVolume(text, each)));
      return { ...volume, users: using.map(({ name }) => name) };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Volumes whose contents depend on this one. */
function overlaysOf(path: string, volumes: readonly Described[]): Described[] {
  const found = new Set<Described>();
  const add = (base: string): void => {
    for (const each of volumes) {
      if (each.backing !== base || found.has(each)) continue;
      found.add(each);
      add(each.path);
    }
  };
  add(path);
  return [...found];
}

async function usersOf(connection: Connection): Promise<User[]> {
  return Promise.all(
    (await connection.listAllDomains()).map(async (domain) => ({
      name: domain.name,
      text: (await descriptions(domain).catch(goneIsEmpty)).join(),
    })),
  );
}

function goneIsEmpty(error: unknown): string[] {
  if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return [];
  throw error;
}

/** Null when it disappears meanwhile. */
async function described(pool: string, volume: StorageVol): Promise<Described | null> {
  const { name } = volume;
  try {
    const [xml, path, info] = await Promise.all([volume.getXMLDesc(), volume.getPath(), volume.getInfo()]);
    const { target, backingStore } = parseXml(volumeDocument, `volume ${name}`, xml).volume;
    return {
      ...{ pool, name, path },
      format: target?.format?.['@type'] ?? null,
      capacityBytes: Number(info.capacity),
      allocationBytes: Number(info.allocation),
      backing: backingStore?.path ?? null,
    };
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_STORAGE_VOL)) return null;
    throw error;
  }
}
