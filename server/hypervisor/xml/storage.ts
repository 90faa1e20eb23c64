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

/** A pool over a folder that exists already, and whose owner and mode stay. */
export function folderPoolXml(name: string, path: string): string {
  return serialize(
    element(
      'pool',
      { type: 'dir' },
      element('name', {}, name),
      element('target', {}, element('path', {}, path)),
    ),
  );
}

export function diskVolumeXml(name: string, gibibytes: number): string {
  return serialize(
    element(
      'volume',
      {},
      element('name', {}, name),
      element('capacity', { unit: 'GiB' }, gibibytes),
      element('target', {}, element('format', { type: 'qcow2' }), permissions('0600')),
    ),
  );
}

/** World-readable, because libvirt does not give QEMU's user ownership of files on qemu:commandline. */
export function fileVolumeXml(name: string, bytes: number): string {
  return serialize(
    element(
      'volume',
      {},
      element('name', {}, name),
      element('capacity', { unit: 'bytes' }, bytes),
      element('target', {}, element('format', { type: 'raw' }), permissions('0644')),
    ),
  );
}

const permissions = (mode: string) => element('permissions', {}, element('mode', {}, mode));
