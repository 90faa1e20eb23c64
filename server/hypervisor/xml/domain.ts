import type { DomainDefinition, DomainModel } from '../api.ts';
import { authorityArguments, deviceElements, pxeKnobs } from './devices.ts';
import { element, serialize, type XmlElement } from './element.ts';
import { metadataElement } from './metadata.ts';

const QEMU_NAMESPACE = 'http://libvirt.org/schemas/domain/qemu/1.0';

/** A node's domain, generated from its model alone. */
export function domainXml(model: DomainDefinition): string {
  const { name, uuid, acceleration, authority } = model;
  return serialize(
    element(
      'domain',
      {
        type: acceleration === 'kvm' ? 'kvm' : 'qemu',
        'xmlns:qemu': authority === null ? undefined : QEMU_NAMESPACE,
      },
      element('name', {}, name),
      element('uuid', {}, uuid),
      model.metadata === null ? null : element('metadata', {}, metadataElement(model.metadata)),
      element('memory', { unit: 'MiB' }, model.memoryMiB),
      element('vcpu', {}, model.vcpus),
      cpuElement(acceleration),
      smbiosElement(model),
      // Otherwise the firmware tries PXE for two minutes before HTTP.
      pxeKnobs(),
      osElement(model),
      featuresElement(model.machine),
      element('clock', { offset: 'utc' }),
      element('on_poweroff', {}, 'destroy'),
      element('on_reboot', {}, 'restart'),
      element('on_crash', {}, 'destroy'),
      element('devices', {}, ...deviceElements(model)),
      authority === null ? null : authorityArguments(authority),
    ),
  );
}

export function cpuElement(acceleration: DomainModel['acceleration']): XmlElement {
  return acceleration === 'kvm'
    ? element('cpu', { mode: 'host-passthrough', check: 'none' })
    : element('cpu', { mode: 'maximum' });
}

/** The orchestrator identifies a machine by its serial number and UUID. */
function smbiosElement({ serial, uuid, machine }: DomainDefinition): XmlElement {
  const { manufacturer, product, family } = machine;
  const entries = Object.entries({ manufacturer, product, serial, uuid, family });
  return element(
    'sysinfo',
    { type: 'smbios' },
    element(
      'system',
      {},
      ...entries.map(([name, value]) => (value === null ? null : element('entry', { name }, value))),
    ),
  );
}

/** With Secure Boot, the firmware protects its variables from the OS with system management mode. */
function featuresElement({ secureBoot }: DomainModel['machine']): XmlElement {
  const smm = secureBoot ? element('smm', { state: 'on' }) : null;
  return element('features', {}, element('acpi'), element('apic'), smm);
}

/** At the first start, libvirt copies the template to the domain's own file in its nvram folder. */
function osElement({ firmware, machine, variables }: DomainDefinition): XmlElement {
  return element(
    'os',
    {},
    element('type', { arch: 'x86_64', machine: 'q35' }, 'hvm'),
    element(
      'loader',
      { readonly: 'yes', secure: machine.secureBoot ? 'yes' : undefined, type: 'pflash' },
      firmware.code,
    ),
    element('nvram', { template: variables ?? firmware.variables }),
    element('smbios', { mode: 'sysinfo' }),
  );
}
