import type { DiskBase, FileReaders } from '../api.ts';
import { element, serialize } from './element.ts';

/** The installation's own folder; other users may traverse it, so that QEMU's user reaches its files. */
export function poolXml(name: string, path: string): string {
  return serialize(
    element(
      'pool',
      { type: 'dir' },
      element('name', {}, name),
      element('target', {}, element('path', {}, path), permissions('0711')),
    ),
  );
}

interface Owner {
  readonly owner: string;
  readonly group: string;
}

/** A pool over a folder that exists already, and whose owner and mode stay; or one that is made for this owner alone. */
export function folderPoolXml(name: string, path: string, owner: Owner | null = null): string {
  return serialize(
    element(
      'pool',
      { type: 'dir' },
      element('name', {}, name),
      element('target', {}, element('path', {}, path), owner === null ? null : owned(owner, '0700')),
    ),
  );
}

/** A disk of this length; over another one, of which it stores only what changes, or empty. */
export function layerVolumeXml(name: string, bytes: bigint, base: DiskBase | null): string {
  return serialize(
    element(
      'volume',
      {},
      element('name', {}, name),
      element('capacity', { unit: 'bytes' }, String(bytes)),
      element('target', {}, element('format', { type: 'qcow2' }), permissions('0600')),
      base === null ? null : backingStore(base),
    ),
  );
}

/** A file that belongs to somebody. */
export function ownedFileVolumeXml(name: string, bytes: number, owner: Owner & { mode: string }): string {
  return serialize(
    element(
      'volume',
      {},
      element('name', {}, name),
      element('capacity', { unit: 'bytes' }, bytes),
      element('target', {}, element('format', { type: 'raw' }), owned(owner, owner.mode)),
    ),
  );
}

export function diskVolumeXml(name: string, gibibytes: number, base: DiskBase | null = null): string {
  return serialize(
    element(
      'volume',
      {},
      element('name', {}, name),
      element('capacity', { unit: 'GiB' }, gibibytes),
      element('target', {}, element('format', { type: 'qcow2' }), permissions('0600')),
      base === null ? null : backingStore(base),
    ),
  );
}

const MODES: Readonly<Record<FileReaders, string>> = { everybody: '0644', domain: '0600' };

export function fileVolumeXml(name: string, bytes: number, readers: FileReaders): string {
  return serialize(
    element(
      'volume',
      {},
      element('name', {}, name),
      element('capacity', { unit: 'bytes' }, bytes),
      element('target', {}, element('format', { type: 'raw' }), permissions(MODES[readers])),
    ),
  );
}

/** Grows while it is filled: a file system without fallocate would otherwise be filled twice. */
export function imageVolumeXml(name: string, bytes: number): string {
  return serialize(
    element(
      'volume',
      {},
      element('name', {}, name),
      element('capacity', { unit: 'bytes' }, bytes),
      element('allocation', { unit: 'bytes' }, 0),
      element('target', {}, element('format', { type: 'raw' }), permissions('0600')),
    ),
  );
}

const backingStore = ({ path, format }: DiskBase) =>
  element('backingStore', {}, element('path', {}, path), element('format', { type: format }));

const permissions = (mode: string) => element('permissions', {}, element('mode', {}, mode));
const owned = ({ owner, group }: Owner, mode: string) =>
  element(
    'permissions',
    {},
    element('mode', {}, mode),
    element('owner', {}, owner),
    element('group', {}, group),
  );
