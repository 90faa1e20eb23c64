import {
  type Connection,
  type Domain,
  DomainXMLFlags,
  ErrorCode,
  isLibvirtError,
  type StoragePool,
} from 'node-libvirt';
import type { DomainDeleted, DomainRemoval, RemovalDisk } from '../../../lib/contract/domain-removal.ts';
import type { HostVolume } from '../../../lib/contract/host-pool.ts';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { readVolumes } from '../any-storage/volumes.ts';
import { undefineWithState } from '../domains/definition.ts';
import { poolName } from '../names.ts';
import { findOtherPool } from '../storage/other-pools.ts';
import { type DiskPlace, diskPlaces, nvramIn } from './describe.ts';

/** What goes with a domain, and which of its disks could. */
export async function removalOf(
  connection: Connection,
  domain: Domain,
  installation: string,
): Promise<DomainRemoval> {
  const xml = await domain.getXMLDesc(DomainXMLFlags.INACTIVE);
  const [active, persistent, saved, snapshots] = await Promise.all([
    domain.isActive(),
    domain.isPersistent(),
    domain.hasManagedSaveImage(),
    domain.listAllSnapshots().catch(noneWithoutSupport),
  ]);
  const nvram = nvramIn(xml);
  const tpm = /<tpm\b[^>]*>[\s\S]*?<backend[^>]*type=['"]emulator['"]/.test(xml);
  const { name, uuid } = domain;
  return {
    refusal: refusalOf(active, persistent),
    items: [
      { kind: 'domain', name },
      ...(nvram === null ? [] : [{ kind: 'nvram' as const, name: nvram }]),
      ...(tpm ? [{ kind: 'tpm' as const, name: uuid }] : []),
      ...(saved ? [{ kind: 'saved-memory' as const, name }] : []),
      ...snapshots.map((each) => ({ kind: 'snapshot' as const, name: each.name })),
    ],
    disks: await disksOf(connection, { name, xml }, installation),
  };
}

/** Deletes it, and then these of its disks, each with its own result: what it shared may be in use by now. */
export async function deleteWithDisks(
  connection: Connection,
  domain: Domain,
  chosen: readonly RemovalDisk[],
): Promise<DomainDeleted> {
  await undefineWithState(domain);
  const disks = [];
  for (const { target, path } of chosen) {
    const failure = await deleteVolume(connection, path).then(
      () => null,
      (error: unknown) => messageOf(error),
    );
    disks.push({ target, path, failure });
  }
  return { disks };
}

/** Throws unless the domain and these disks of it may go. */
export function chosenDisks(
  name: string,
  { refusal, disks }: DomainRemoval,
  targets: readonly string[],
): RemovalDisk[] {
  if (refusal !== null)
    throw new ConsoleError('conflict', `${name} cannot be deleted: ${refusal}.`, {
      fix: 'Look at its present state.',
    });
  return targets.map((target) => {
    const disk = disks.find((each) => each.target === target);
    const reason = disk === undefined ? 'the domain has no such disk' : disk.refusal;
    if (disk !== undefined && reason === null) return disk;
    throw new ConsoleError('conflict', `The disk ${target} of ${name} cannot be deleted: ${reason}.`, {
      ...{
        fix: 'Delete the domain without it.',
        errors: [{ field: 'disks', message: `${target}: ${reason}` }],
      },
    });
  });
}

function refusalOf(active: boolean, persistent: boolean): string | null {
  if (!persistent) return 'it is transient: powering it off removes it';
  return active ? 'it is on: power it off first' : null;
}

async function disksOf(
  connection: Connection,
  { name, xml }: { readonly name: string; readonly xml: string },
  installation: string,
): Promise<RemovalDisk[]> {
  const read = new Map<string, Promise<HostVolume[]>>();
  const volumesOf = (pool: StoragePool): Promise<HostVolume[]> => {
    const reading = read.get(pool.name) ?? readVolumes(connection, pool);
    read.set(pool.name, reading);
    return reading;
  };
  const found: RemovalDisk[] = [];
  for (const { target, at } of diskPlaces(name, xml)) {
    const volume = await volumeAt(connection, at, volumesOf);
    const refusal = volume === null ? 'it is in no storage pool' : whyItStays(volume, name, installation);
    found.push({
      ...{ target, path: volume?.path ?? ('path' in at ? at.path : `${at.pool}:${at.name}`), refusal },
      ...{ pool: volume?.pool ?? null, bytes: volume?.allocationBytes ?? null },
    });
  }
  return found;
}

function whyItStays({ pool, users }: HostVolume, domain: string, installation: string): string | null {
  if (pool === poolName(installation)) return 'it is in the pool of this console';
  const others = users.filter((user) => user !== domain);
  return others.length > 0 ? `it is used by ${others.join(', ')}` : null;
}

/** The volume there, with its users; null when there is none. */
async function volumeAt(
  connection: Connection,
  at: DiskPlace['at'],
  volumesOf: (pool: StoragePool) => Promise<HostVolume[]>,
): Promise<HostVolume | null> {
  try {
    const { pool, name } = 'path' in at ? await connection.storageVolLookupByPath(at.path) : at;
    const found = await findOtherPool(connection, pool);
    if (found === null || !(await found.isActive())) return null;
    return (await volumesOf(found)).find((each) => each.name === name) ?? null;
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_STORAGE_VOL) || isLibvirtError(error, ErrorCode.NO_SUPPORT))
      return null;
    throw error;
  }
}

async function deleteVolume(connection: Connection, path: string): Promise<void> {
  const found = await volumeAt(connection, { path }, (pool) => readVolumes(connection, pool));
  const users = found?.users ?? [];
  if (users.length > 0) throw new Error(`it is used by ${users.join(', ')}`);
  await (await connection.storageVolLookupByPath(path)).delete();
}

function noneWithoutSupport(error: unknown): [] {
  if (isLibvirtError(error, ErrorCode.NO_SUPPORT)) return [];
  throw error;
}
