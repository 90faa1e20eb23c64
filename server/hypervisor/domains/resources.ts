import {
  type Connection,
  type Domain,
  DomainXMLFlags,
  ErrorCode,
  isLibvirtError,
  type StoragePool,
  type StorageVol,
} from 'node-libvirt';
import { z } from 'zod';
import { type DomainResources } from '../api.ts';
import { parseXml } from '../xml/parse.ts';
import { findDomain } from './inventory.ts';
import { logFilesOf } from './log-files.ts';

const volumeDocument = z.object({
  volume: z.object({
    target: z.object({ path: z.string() }),
    backingStore: z.object({ path: z.string().optional() }).optional().catch(undefined),
  }),
});

interface Volume {
  readonly name: string;
  readonly path: string;
  readonly backing: string | null;
}

const NOTHING: DomainResources = {
  ...{ volumes: [], shared: [], outside: [], snapshots: [], nvram: null, hasSavedMemory: false },
  logs: { removable: [], kept: [] },
};

/**
 * What a domain has on the host, by its own definition: its name and those of its files may have been changed since the
 * console made it, and others may have put layers over its disks. `pool` is the installation's, freshly read.
 */
export async function belongingsOf(
  connection: Connection,
  uuid: string,
  pool: StoragePool | null,
  isLocal: boolean,
): Promise<DomainResources> {
  const domain = await findDomain(connection, uuid);
  if (domain === null) return NOTHING;
  const [texts, snapshots, volumes, others] = await Promise.all([
    descriptions(domain),
    snapshotsOf(domain),
    pool === null ? [] : volumesOf(pool),
    othersThan(connection, uuid),
  ]);
  const own = withLayers(volumes, [...texts, ...snapshots.map(({ xml }) => xml)]);
  const users = new Map<string, string>();
  for (const { name, xml } of others) for (const { path } of withBases(volumes, xml)) users.set(path, name);
  const [text = ''] = texts;
  const disks = [...text.matchAll(/<source (?:file|dev)='([^']+)'/g)].map(([, path]) =>
    unescaped(path ?? ''),
  );
  return {
    volumes: own.filter(({ path }) => !users.has(path)).map(({ name }) => name),
    shared: own
      .flatMap(({ name, path }) => ({ name, by: users.get(path) ?? '' }))
      .filter(({ by }) => by !== ''),
    outside: [...new Set(disks.filter((path) => !volumes.some((volume) => volume.path === path)))],
    snapshots: snapshots.map(({ name }) => name),
    nvram: /<nvram[^>]*>([^<]+)<\/nvram>/.exec(text)?.[1] ?? null,
    hasSavedMemory: await domain.hasManagedSaveImage(),
    logs: isLocal ? await logFilesOf(domain.name) : NOTHING.logs,
  };
}

/** As it runs, and as it will start next. */
async function descriptions(domain: Domain): Promise<string[]> {
  const now = await domain.getXMLDesc();
  return domain.id < 0 ? [now] : [now, await domain.getXMLDesc(DomainXMLFlags.INACTIVE)];
}

async function snapshotsOf(domain: Domain): Promise<{ name: string; xml: string }[]> {
  const snapshots = await domain.listAllSnapshots();
  return Promise.all(snapshots.map(async (each) => ({ name: each.name, xml: await each.getXMLDesc() })));
}

async function othersThan(connection: Connection, uuid: string): Promise<{ name: string; xml: string }[]> {
  const domains = (await connection.listAllDomains()).filter((domain) => domain.uuid !== uuid);
  return Promise.all(
    domains.map(async (domain) => ({
      name: domain.name,
      xml: (await descriptions(domain).catch(goneIsEmpty)).join(),
    })),
  );
}

async function volumesOf(pool: StoragePool): Promise<Volume[]> {
  const found = await Promise.all((await pool.listAllVolumes()).map((volume) => described(volume)));
  return found.filter((each) => each !== null);
}

async function described(volume: StorageVol): Promise<Volume | null> {
  const { name } = volume;
  try {
    const { target, backingStore } = parseXml(
      volumeDocument,
      `volume ${name}`,
      await volume.getXMLDesc(),
    ).volume;
    return { name, path: target.path, backing: backingStore?.path ?? null };
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_STORAGE_VOL)) return null;
    throw error;
  }
}

/** Volumes that the texts mention, what these stand on, and every layer over one of them. */
function withLayers(volumes: readonly Volume[], texts: readonly string[]): Volume[] {
  const own = new Set(texts.flatMap((text) => withBases(volumes, text)).map(({ path }) => path));
  for (let size = -1; size !== own.size;) {
    size = own.size;
    for (const { path, backing } of volumes) if (backing !== null && own.has(backing)) own.add(path);
  }
  return volumes.filter(({ path }) => own.has(path));
}

/** Volumes that a text mentions, and what these stand on. */
function withBases(volumes: readonly Volume[], text: string): Volume[] {
  const found = new Set<Volume>();
  const add = (volume: Volume | undefined): void => {
    if (volume === undefined || found.has(volume)) return;
    found.add(volume);
    add(volumes.find(({ path }) => path === volume.backing));
  };
  for (const volume of volumes) if (mentions(text, volume.path)) add(volume);
  return [...found];
}

/** As a whole path, not as the beginning of a longer one. */
function mentions(text: string, path: string): boolean {
  const escaped = path.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');
  return [`'`, '<', '"', '&', ','].some((end) => text.includes(`${escaped}${end}`));
}

const unescaped = (text: string): string =>
  text.replaceAll('&apos;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function goneIsEmpty(error: unknown): string[] {
  if (isLibvirtError(error) && error.kind === 'libvirt') return [];
  throw error;
}
