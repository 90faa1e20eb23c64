import { element, serialize } from './element.ts';

/** A folder of the installation's own; others may pass through it, so that QEMU's user reaches its files. */
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

/** libvirt does not hand files of qemu:commandline over to QEMU's user, so everybody may read it. */
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
