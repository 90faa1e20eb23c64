import type { Connection, Domain } from 'node-libvirt';
import type { DomainResources } from './api.ts';
import { type Definitions, descriptions, unescaped, type Volume } from './definitions.ts';
import { imageOfVolume } from '../names.ts';
import { findDomain } from './inventory.ts';
import { logFilesOf } from './log-files.ts';

const NOTHING: DomainResources = {
  ...{ volumes: [], shared: [], outside: [], snapshots: [], nvram: null, hasSavedMemory: false },
  logs: { removable: [], kept: [] },
};

/**
 * A domain's resources on the host, from its own definition: its name and those of its files may have changed since the
 * console created it, and its disks may have overlays.
 */
export async function resourcesOf(
  connection: Connection,
  uuid: string,
  { volumes, usersOf, mentioned }: Definitions,
  isLocal: boolean,
): Promise<DomainResources> {
  const domain = await findDomain(connection, uuid);
  if (domain === null) return NOTHING;
  const [texts, snapshots] = await Promise.all([descriptions(domain), snapshotsOf(domain)]);
  // Images belong to nobody: not to the node that uses one, nor the other disks that are based on it.
  const isNodes = ({ name }: Volume) => imageOfVolume(name) === null;
  const layers = [...texts, ...snapshots.map(({ xml }) => xml)].flatMap(mentioned).filter(isNodes);
  const own = withLayers(volumes, layers);
  const others = own.map(({ name, path }) => ({
    name,
    by: usersOf(path).find((user) => user.uuid !== uuid)?.name,
  }));
  const [text = ''] = texts;
  const disks = [...text.matchAll(/<source (?:file|dev)='([^']+)'/g)].map(([, path]) =>
    unescaped(path ?? ''),
  );
  return {
    volumes: others.filter(({ by }) => by === undefined).map(({ name }) => name),
    shared: others.flatMap(({ name, by }) => (by === undefined ? [] : [{ name, by }])),
    outside: [...new Set(disks.filter((path) => !volumes.some((volume) => volume.path === path)))],
    snapshots: snapshots.map(({ name }) => name),
    nvram: /<nvram[^>]*>([^<]+)<\/nvram>/.exec(text)?.[1] ?? null,
    hasSavedMemory: await domain.hasManagedSaveImage(),
    logs: isLocal ? await logFilesOf(domain.name) : NOTHING.logs,
  };
}

async function snapshotsOf(domain: Domain): Promise<{ name: string; xml: string }[]> {
  const snapshots = await domain.listAllSnapshots();
  return Promise.all(snapshots.map(async (each) => ({ name: each.name, xml: await each.getXMLDesc() })));
}

/** Adds every overlay of them, in the order of the pool. */
function withLayers(volumes: readonly Volume[], mentioned: readonly Volume[]): Volume[] {
  const own = new Set(mentioned.map(({ path }) => path));
  for (let size = -1; size !== own.size;) {
    size = own.size;
    for (const { path, backing } of volumes) if (backing !== null && own.has(backing)) own.add(path);
  }
  return volumes.filter(({ path }) => own.has(path));
}
