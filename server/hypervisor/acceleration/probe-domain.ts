import type { FirmwareFiles } from '../api.ts';
import { cpuElement } from '../xml/domain.ts';
import { element, serialize } from '../xml/element.ts';

/** Firmware and nothing to boot: the smallest guest that executes a node's first instructions. Tests emulate it. */
export function probeXml(
  name: string,
  uuid: string,
  firmware: FirmwareFiles,
  kind: 'kvm' | 'tcg' = 'kvm',
): string {
  return serialize(
    element(
      'domain',
      { type: kind === 'kvm' ? 'kvm' : 'qemu' },
      element('name', {}, name),
      element('uuid', {}, uuid),
      element('memory', { unit: 'MiB' }, 256),
      element('vcpu', {}, 1),
      cpuElement(kind),
      element(
        'os',
        {},
        element('type', { arch: 'x86_64', machine: 'q35' }, 'hvm'),
        element('loader', { readonly: 'yes', type: 'pflash' }, firmware.code),
        element('nvram', { template: firmware.variables }),
      ),
      element('features', {}, element('acpi'), element('apic')),
      element('on_crash', {}, 'destroy'),
      element(
        'devices',
        {},
        element('controller', { type: 'usb', model: 'none' }),
        element('serial', { type: 'pty' }, element('target', { type: 'isa-serial', port: 0 })),
        element('memballoon', { model: 'none' }),
      ),
    ),
  );
}
