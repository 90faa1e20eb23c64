import { posix } from 'node:path';
import {
  type Domain,
  type DomainSnapshot as LibvirtSnapshot,
  DomainSnapshotCreateFlags,
  DomainSnapshotDeleteFlags,
  DomainSnapshotRevertFlags,
  ErrorCode,
  isLibvirtError,
} from 'node-libvirt';
import type {
  DomainSnapshot,
  SnapshotDeletion,
  SnapshotRequest,
  SnapshotRevert,
} from '../../../lib/contract/domain-snapshot.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { describe } from './describe.ts';
import { refusedClearly } from './snapshot-refusals.ts';
import { describeSnapshot, snapshotXml } from './snapshot-xml.ts';

/** Memory is written to disk or read from it: as long as that takes, but not for ever. */
const MEMORY = { timeout: 900_000 };

/** A driver without snapshots has none. */
export async function listSnapshots(domain: Domain): Promise<DomainSnapshot[]> {
  const all = await domain.listAllSnapshots().catch((error: unknown) => {
    if (isLibvirtError(error, ErrorCode.NO_SUPPORT)) return [];
    throw error;
  });
  if (all.length === 0) return [];
  const current = await currentOf(domain);
  const described = await Promise.all(all.map((each) => unlessGone(each)));
  return described
    .filter((each) => each !== null)
    .map((each) => ({ ...each, current: each.name === current }));
}

export async function snapshotDefinition(domain: Domain, name: string): Promise<string> {
  return (await lookUp(domain, name)).getXMLDesc();
}

export async function takeSnapshot(domain: Domain, request: SnapshotRequest): Promise<void> {
  const on = await domain.isActive();
  const { name, kind, quiesce } = request;
  const memory = on && request.memory;
  if (kind === 'internal' && on && !memory) throw always('memory', 'an internal one of it has its memory');
  if (quiesce && (kind === 'internal' || memory || !on))
    throw always('quiesce', 'the guest’s agent helps only with the disks alone of a machine that runs');
  const { ATOMIC, DISK_ONLY, QUIESCE } = DomainSnapshotCreateFlags;
  const external = memory ? ATOMIC : DISK_ONLY | ATOMIC | (quiesce ? QUIESCE : 0);
  await refusedClearly(domain.name, async () => {
    const file = kind === 'external' && memory ? await memoryFile(domain, name) : null;
    const xml = snapshotXml(request, file);
    await domain.snapshotCreateXML(xml, kind === 'external' ? external : 0, MEMORY);
  });
}

export async function revertTo(domain: Domain, name: string, request: SnapshotRevert): Promise<void> {
  const { RUNNING, PAUSED, FORCE } = DomainSnapshotRevertFlags;
  const state = { 'as-it-was': 0, running: RUNNING, paused: PAUSED }[request.state];
  const found = await lookUp(domain, name);
  await refusedClearly(domain.name, () => found.revert(state | (request.force ? FORCE : 0), MEMORY));
}

export async function deleteSnapshot(domain: Domain, name: string, how: SnapshotDeletion): Promise<void> {
  const { CHILDREN, METADATA_ONLY } = DomainSnapshotDeleteFlags;
  const flags = (how.children ? CHILDREN : 0) | (how.recordOnly ? METADATA_ONLY : 0);
  const found = await lookUp(domain, name);
  await refusedClearly(domain.name, () => found.delete(flags, MEMORY));
}

async function lookUp(domain: Domain, name: string): Promise<LibvirtSnapshot> {
  try {
    return await domain.snapshotLookupByName(name);
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.NO_DOMAIN_SNAPSHOT) && !isLibvirtError(error, ErrorCode.NO_SUPPORT))
      throw error;
    throw new ConsoleError('not-found', `${domain.name} has no snapshot "${name}".`, {
      fix: 'It may have been deleted meanwhile.',
    });
  }
}

async function currentOf(domain: Domain): Promise<string | null> {
  try {
    return (await domain.snapshotCurrent()).name;
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN_SNAPSHOT)) return null;
    throw error;
  }
}

async function unlessGone(snapshot: LibvirtSnapshot): Promise<Omit<DomainSnapshot, 'current'> | null> {
  try {
    return describeSnapshot(snapshot.name, await snapshot.getXMLDesc());
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN_SNAPSHOT)) return null;
    throw error;
  }
}

/** Beside its first disk that is a file: where there is room for disks, and libvirt may write. */
async function memoryFile(domain: Domain, name: string): Promise<string> {
  const { disks } = describe(domain.name, await domain.getXMLDesc());
  const disk = disks.find(({ device, source }) => device === 'disk' && source?.startsWith('/') === true);
  if (disk?.source !== undefined && disk.source !== null && !disk.source.startsWith('/dev/'))
    return posix.join(posix.dirname(disk.source), `${domain.name}.${name}.memory`);
  throw new ConsoleError('conflict', `${domain.name} has no disk that is a file: its memory has no place.`, {
    fix: 'Take a snapshot of its disks alone.',
  });
}

const always = (field: string, message: string): ConsoleError =>
  new ConsoleError('invalid', `The machine runs, and ${message}.`, {
    ...{ fix: 'Choose another kind, or power it off first.', errors: [{ field, message }] },
  });
