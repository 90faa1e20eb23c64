import { element, serialize } from '../xml/element.ts';

/** The disk's name in it. */
export const MERGE_TARGET = 'vda';

/**
 * A machine that never executes an instruction: it is started paused, for QEMU to merge layers of a disk that no other
 * machine uses at that time. libvirt has no other way to do that, least of all on another host.
 */
export const mergeXml = (name: string, uuid: string, disk: string): string =>
  serialize(
    element(
      'domain',
      { type: 'qemu' },
      element('name', {}, name),
      element('uuid', {}, uuid),
      element('memory', { unit: 'MiB' }, 16),
      element('vcpu', {}, 1),
      element('os', {}, element('type', { arch: 'x86_64', machine: 'q35' }, 'hvm')),
      element(
        'devices',
        {},
        element(
          'disk',
          { type: 'file', device: 'disk' },
          element('driver', { name: 'qemu', type: 'qcow2', discard: 'unmap' }),
          element('source', { file: disk }),
          element('target', { dev: MERGE_TARGET, bus: 'virtio' }),
        ),
        element('controller', { type: 'usb', model: 'none' }),
        element('memballoon', { model: 'none' }),
      ),
    ),
  );
