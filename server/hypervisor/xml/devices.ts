import type { DiskBus } from '../../../lib/contract/machine.ts';
import type { DomainDefinition, DomainModel } from '../api.ts';
import { addedCardElement, addedDiskElement, scsiController } from './attached-devices.ts';
import { USB_TARGET } from './domain-devices.ts';
import { element, type XmlElement } from './element.ts';
import { screenElements } from './screen.ts';

/**
 * Boot order: the disk before the network. The firmware skips a blank disk at once and boots a written one; with the
 * network first, a provisioned node would be provisioned again at every boot.
 */
export function deviceElements(model: DomainDefinition): (XmlElement | null)[] {
  return [
    ...sparePorts(),
    diskController(model),
    diskElement(model),
    mediumElement(model.medium),
    seedElement(model.seed),
    ...addedDisks(model),
    usbElement(model),
    interfaceElement(model),
    ...(model.added?.cards ?? []).map(addedCardElement),
    ...model.serialLogs.map(serialElement),
    element('rng', { model: 'virtio' }, element('backend', { model: 'random' }, '/dev/urandom')),
    tpmElement(model.machine.tpm),
    ...screenElements(model),
    element('video', {}, element('model', { type: 'vga' })),
    element('memballoon', { model: 'none' }),
  ];
}

/**
 * Each device of a running q35 machine that comes or goes needs a PCIe port of its own, and libvirt makes no more of them
 * than the definition has devices.
 */
const PORTS = 8;
const sparePorts = (): XmlElement[] =>
  Array.from({ length: PORTS }, (_, index) =>
    element('controller', { type: 'pci', index: index + 1, model: 'pcie-root-port' }),
  );

/** With their controller, if the first disk needs none of that kind. */
function addedDisks({ added, machine }: DomainDefinition): XmlElement[] {
  const disks = added?.disks ?? [];
  const needsController = machine.diskBus !== 'scsi' && disks.some(({ bus }) => bus === 'scsi');
  return [
    ...(needsController ? [scsiController()] : []),
    ...disks.map(({ target, ...disk }) => addedDiskElement(disk, target)),
  ];
}

const DISK_NAMES: Readonly<Record<DiskBus, string>> = {
  virtio: 'vda',
  sata: 'sda',
  scsi: 'sda',
  nvme: 'nvme0n1',
};

function diskElement({ disk, medium, machine: { diskBus } }: DomainDefinition): XmlElement {
  return element(
    'disk',
    { type: 'file', device: 'disk' },
    element('driver', { name: 'qemu', type: 'qcow2', discard: 'unmap' }),
    element('source', { file: disk }),
    element('target', { dev: DISK_NAMES[diskBus], bus: diskBus }),
    element('boot', { order: medium?.first === true ? 2 : 1 }),
  );
}

/** Names after those of the disk, whatever its bus. */
const MEDIA = {
  cdrom: { device: 'cdrom', target: { dev: 'sdb', bus: 'sata' } },
  usb: { device: 'disk', target: USB_TARGET },
} as const;

/** Read-only: other nodes have the same image. */
function mediumElement(medium: DomainModel['medium']): XmlElement | null {
  if (medium === null) return null;
  const { device, target } = MEDIA[medium.attachment];
  return element(
    'disk',
    { type: 'file', device },
    element('driver', { name: 'qemu', type: medium.format }),
    element('source', { file: medium.path }),
    element('target', target),
    element('readonly'),
    element('boot', { order: medium.first ? 1 : 2 }),
  );
}

/** A virtio disk: the kernels of many cloud images have drivers for nothing else. cloud-init searches every disk. */
function seedElement(seed: string | null): XmlElement | null {
  if (seed === null) return null;
  return element(
    'disk',
    { type: 'file', device: 'disk' },
    element('driver', { name: 'qemu', type: 'raw' }),
    element('source', { file: seed }),
    element('target', { dev: 'vdb', bus: 'virtio' }),
    element('readonly'),
  );
}

/** Without need, the firmware would enumerate it at every boot, and it keeps an idle guest's CPU awake. */
function usbElement({ medium }: DomainDefinition): XmlElement {
  return element('controller', { type: 'usb', model: medium?.attachment === 'usb' ? 'qemu-xhci' : 'none' });
}

/** For buses where libvirt would choose another model, or lacks the serial number that NVMe requires. */
function diskController({ serial, machine: { diskBus } }: DomainDefinition): XmlElement | null {
  switch (diskBus) {
    case 'scsi':
      return element('controller', { type: 'scsi', index: 0, model: 'virtio-scsi' });
    case 'nvme':
      return element('controller', { type: 'nvme', index: 0 }, element('serial', {}, serial));
    case 'virtio':
    case 'sata':
      return null;
  }
}

function tpmElement(model: DomainModel['machine']['tpm']): XmlElement | null {
  if (model === 'none') return null;
  return element('tpm', { model }, element('backend', { type: 'emulator', version: '2.0' }));
}

/** Without QEMU's option ROM, whose own iPXE would prevent the firmware's HTTP boot. */
function interfaceElement({ attachment, network, mac, networkBoot }: DomainDefinition): XmlElement {
  return element(
    'interface',
    { type: attachment },
    element('mac', { address: mac }),
    element('source', { [attachment]: network }),
    element('model', { type: 'virtio' }),
    element('rom', { enabled: 'no' }),
    networkBoot ? element('boot', { order: 2 }) : null,
  );
}

/** The log belongs to one power-on: it starts empty. */
function serialElement(log: string, port: number): XmlElement {
  return element(
    'serial',
    { type: 'pty' },
    element('log', { file: log, append: 'off' }),
    element('target', { type: 'isa-serial', port }),
  );
}

export function pxeKnobs(): XmlElement {
  return element(
    'sysinfo',
    { type: 'fwcfg' },
    element('entry', { name: 'opt/org.tianocore/IPv4PXESupport' }, 'n'),
    element('entry', { name: 'opt/org.tianocore/IPv6PXESupport' }, 'n'),
  );
}

/** libvirt's own fwcfg element refuses names outside `opt/`. QEMU reads a comma as the next option. */
export function authorityArguments(authority: string): XmlElement {
  const file = authority.replaceAll(',', ',,');
  return element(
    'qemu:commandline',
    {},
    element('qemu:arg', { value: '-fw_cfg' }),
    element('qemu:arg', { value: `name=etc/edk2/https/cacerts,file=${file}` }),
  );
}
