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
import { parseXml } from '../xml/parse.ts';

const volumeDocument = z.object({
  volume: z.object({
    target: z.object({ path: z.string() }),
    backingStore: z.object({ path: z.string().optional() }).optional().catch(undefined),
  }),
});

export interface Volume {
  readonly name: string;
  readonly path: string;
  readonly backing: string | null;
}

interface User {
  readonly uuid: string;
  readonly name: string;
}

/** Which domains of a host use which volumes of the installation's pool, from a snapshot of all their definitions. */
export interface Definitions {
  readonly volumes: readonly Volume[];
  /** Domains that mention the volume with this path, or an overlay of it. */
  readonly usersOf: (path: string) => readonly User[];
  /** Volumes that a domain's or snapshot's definition mentions, and their backing files. */
  readonly mentioned: (text: string) => Volume[];
}

/** Reads every domain and every volume, so concurrent callers share one read. */
export async function readDefinitions(
  connection: Connection,
  pool: StoragePool | null,
): Promise<Definitions> {
  const [volumes, domains] = await Promise.all([
    pool === null ? [] : volumesOf(pool),
    connection.listAllDomains(),
  ]);
  const mentioned = mentionsOf(volumes, pool?.name ?? '');
  const users = new Map<string, User[]>();
  await Promise.all(
    domains.map(async (domain) => {
      const text = (await descriptions(domain).catch(goneIsEmpty)).join();
      for (const { path } of mentioned(text)) {
        const known = users.get(path) ?? [];
        known.push({ uuid: domain.uuid, name: domain.name });
        users.set(path, known);
      }
    }),
  );
  return { volumes, usersOf: (path) => users.get(path) ?? [], mentioned };
}

/** The running definition, and the one for the next start. */
export async function descriptions(domain: Domain): Promise<string[]> {
  const now = await domain.getXMLDesc();
  return domain.id < 0 ? [now] : [now, await domain.getXMLDesc(DomainXMLFlags.INACTIVE)];
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

/** Ends a path in a definition; a path may itself contain an ampersand or a comma. */
const PATH_ENDS = /['<"&,]/g;

/** Disks of type "volume" name their pool and their volume, not its path. */
const REFERENCES = /<source pool='([^']*)' volume='([^']*)'/g;

/** The volumes that a definition names with their pool. */
export function referencesIn(text: string): { readonly pool: string; readonly name: string }[] {
  return [...text.matchAll(REFERENCES)].map(([, pool = '', name = '']) => ({
    pool: unescaped(pool),
    name: unescaped(name),
  }));
}

/** Whether a definition uses a volume: in an attribute, as firmware or kernel in an element, or by pool and name. */
export function usesVolume(
  text: string,
  { pool, name, path }: { readonly pool: string; readonly name: string; readonly path: string },
): boolean {
  const written = escaped(path);
  return (
    text.includes(`'${written}'`) ||
    text.includes(`>${written}<`) ||
    text.includes(`pool='${escaped(pool)}' volume='${escaped(name)}'`)
  );
}

/** Searches a text once for the pool's folder, however many volumes there are. */
function mentionsOf(volumes: readonly Volume[], pool: string): Definitions['mentioned'] {
  const byPath = new Map(volumes.map((volume) => [volume.path, volume]));
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const folders = new Set(volumes.map(({ path }) => escaped(path.slice(0, path.lastIndexOf('/') + 1))));
  return (text) => {
    const found = new Set<Volume>();
    const add = (volume: Volume | undefined): void => {
      if (volume === undefined || found.has(volume)) return;
      found.add(volume);
      if (volume.backing !== null) add(byPath.get(volume.backing));
    };
    for (const folder of folders) {
      for (const path of pathsIn(text, folder)) add(byPath.get(path));
    }
    for (const each of referencesIn(text)) if (each.pool === pool) add(byName.get(each.name));
    return [...found];
  };
}

/** Every substring from `folder` to a possible end of a path, within a line. */
function* pathsIn(text: string, folder: string): Generator<string> {
  for (let from = text.indexOf(folder); from >= 0; from = text.indexOf(folder, from + 1)) {
    const newline = text.indexOf('\n', from);
    const line = text.slice(from, newline < 0 ? undefined : newline);
    for (const { index } of line.matchAll(PATH_ENDS)) yield unescaped(line.slice(0, index));
  }
}

/** As libvirt writes it. */
export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&apos;')
    .replaceAll('"', '&quot;');

export const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

function goneIsEmpty(error: unknown): string[] {
  if (isLibvirtError(error) && error.kind === 'libvirt') return [];
  throw error;
}
