import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Connection,
  ErrorCode,
  isLibvirtError,
  type Network,
  type StoragePool,
  StoragePoolState,
} from 'node-libvirt';
import type { DomainFacts } from '../api.ts';
import { descriptions, escaped, referencesIn } from '../domains/definitions.ts';
import { describeOthers } from '../domains/inventory.ts';
import { refreshPool } from '../storage/pool.ts';

export interface SceneVolume {
  readonly pool: string;
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface SceneFile {
  readonly path: string;
  readonly bytes: number;
  readonly changedAt: number;
  readonly isSocket: boolean;
}

/** Everything on a host among which orphans are looked for, as of one moment. */
export interface Scene {
  readonly domains: readonly DomainFacts[];
  readonly networks: readonly { readonly name: string; readonly uuid: string; readonly active: boolean }[];
  readonly volumes: readonly SceneVolume[];
  /** On this machine; empty for a remote host. */
  readonly files: readonly SceneFile[];
  /** Whether any definition, present or next, or any volume's backing file mentions this path or name. */
  readonly isMentioned: (text: string) => boolean;
}

/** Folders in which the Virtual Edge Node scripts and libvirt leave files, and which of them are of interest. */
export const FOLDERS = [
  { folder: '/var/lib/libvirt/qemu/nvram', files: /./ },
  { folder: '/var/lib/libvirt/swtpm', files: /^[0-9a-f-]{36}$/ },
  { folder: '/usr/share/OVMF', files: /^OVMF_(?:VARS|CODE)_orchvm-net-/ },
  { folder: '/var/lib/libvirt/boot', files: /^orchvm-net-.*_ca\.der$/ },
  { folder: '/tmp', files: /^console[01]_orchvm-net-.*\.sock$/ },
] as const;

interface SceneOptions {
  /** Folders to look into; none for a remote host. */
  readonly folders: readonly { readonly folder: string; readonly files: RegExp }[];
  /** Paths to look for in folders that cannot be listed. */
  readonly paths: readonly string[];
}

export async function readScene(connection: Connection, { folders, paths }: SceneOptions): Promise<Scene> {
  const [domains, networks, pools, files] = await Promise.all([
    describeOthers(connection, new Set()),
    connection.listAllNetworks(),
    connection.listAllStoragePools(),
    filesOf(folders, paths),
  ]);
  const texts = await textsOf(connection);
  const found = (await Promise.all(pools.map(volumesOf))).flat();
  // A disk of type "volume" mentions no path.
  const references = new Set(texts.flatMap(referencesIn).map(({ pool, name }) => `${pool}/${name}`));
  const used = found.filter(({ pool, name }) => references.has(`${pool}/${name}`));
  const mentions = [
    ...texts,
    ...found.map(({ backing }) => backing),
    ...used.map(({ path }) => escaped(path)),
  ];
  return {
    domains,
    networks: await Promise.all(networks.map(networkOf)),
    volumes: found.map(({ backing: _, ...volume }) => volume),
    files,
    isMentioned: (text) => mentions.some((each) => each.includes(escaped(text))),
  };
}

const networkOf = async (network: Network) => ({
  name: network.name,
  uuid: network.uuid,
  active: await network.isActive().catch(() => false),
});

/** Rejects when a definition cannot be read: what it mentions would look unused. */
async function textsOf(connection: Connection): Promise<string[]> {
  const texts = await Promise.all(
    (await connection.listAllDomains()).map(async (domain) => {
      try {
        const snapshots = await domain.listAllSnapshots().catch(noSnapshots);
        return [
          ...(await descriptions(domain)),
          ...(await Promise.all(snapshots.map((one) => one.getXMLDesc()))),
        ];
      } catch (error) {
        if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return [];
        throw error;
      }
    }),
  );
  return texts.flat();
}

/** A driver without snapshots has none. */
function noSnapshots(error: unknown): [] {
  if (isLibvirtError(error, ErrorCode.NO_SUPPORT)) return [];
  throw error;
}

/** Of active pools that are folders: others have no names of ours. */
async function volumesOf(pool: StoragePool): Promise<(SceneVolume & { readonly backing: string })[]> {
  try {
    if ((await pool.getInfo()).state !== StoragePoolState.RUNNING) return [];
    if (!/<pool type=['"]dir['"]/.test(await pool.getXMLDesc())) return [];
    await refreshPool(pool);
    const volumes = await pool.listAllVolumes();
    return await Promise.all(
      volumes.map(async (volume) => {
        const [xml, path, info] = await Promise.all([
          volume.getXMLDesc(),
          volume.getPath(),
          volume.getInfo(),
        ]);
        const backing = /<backingStore>[\s\S]*?<\/backingStore>/.exec(xml)?.[0] ?? '';
        return { pool: pool.name, name: volume.name, path, bytes: Number(info.allocation), backing };
      }),
    );
  } catch (error) {
    // Removed meanwhile: nothing of it is an orphan.
    if (isLibvirtError(error) && error.kind === 'libvirt') return [];
    throw error;
  }
}

async function filesOf(folders: SceneOptions['folders'], paths: readonly string[]): Promise<SceneFile[]> {
  const listed = await Promise.all(
    folders.map(async ({ folder, files }) =>
      (await readdir(folder).catch(() => []))
        .filter((name) => files.test(name))
        .map((name) => join(folder, name)),
    ),
  );
  const found = await Promise.all([...new Set([...listed.flat(), ...paths])].map(fileAt));
  return found.filter((file) => file !== null);
}

async function fileAt(path: string): Promise<SceneFile | null> {
  try {
    const facts = await lstat(path);
    return { path, bytes: facts.size, changedAt: facts.mtimeMs, isSocket: facts.isSocket() };
  } catch {
    return null;
  }
}
