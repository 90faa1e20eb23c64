import { attributeIn, childrenIn, type ElementRange } from './children.ts';
import { element, serialize } from './element.ts';
import type { BootDevice, Hardware } from '../../../lib/contract/node-hardware.ts';

/** The devices of a definition that an edit can change, by their place in its text. */
export interface EditableDevices {
  readonly disk: ElementRange | null;
  readonly interface: ElementRange | null;
  /** A CD-ROM drive, or a removable USB disk. */
  readonly medium: ElementRange | null;
  readonly drive: Hardware['drive'];
}

const inside = (xml: string, { innerStart, innerEnd }: ElementRange): ElementRange[] =>
  childrenIn(xml, innerStart, innerEnd);

const childOf = (xml: string, parent: ElementRange, name: string): ElementRange | undefined =>
  inside(xml, parent).find((child) => child.name === name);

/** An attribute of a child element. */
export function attributeOf(
  xml: string,
  parent: ElementRange | null,
  child: string,
  name: string,
): string | null {
  const found = parent === null ? undefined : childOf(xml, parent, child);
  return found === undefined ? null : attributeIn(found.tag, name);
}

export function devicesIn(xml: string): EditableDevices {
  const [root] = childrenIn(xml);
  const section = root === undefined ? undefined : childOf(xml, root, 'devices');
  const devices = section === undefined ? [] : inside(xml, section);
  const disks = devices.filter(({ name }) => name === 'disk');
  const kindOf = ({ tag }: ElementRange): string => attributeIn(tag, 'device') ?? 'disk';
  const isUsb = (disk: ElementRange): boolean => attributeOf(xml, disk, 'target', 'bus') === 'usb';
  const cdrom = disks.find((disk) => kindOf(disk) === 'cdrom');
  const usb = disks.find((disk) => kindOf(disk) === 'disk' && isUsb(disk));
  const hasUsb = devices.some(
    ({ name, tag }) =>
      name === 'controller' &&
      attributeIn(tag, 'type') === 'usb' &&
      attributeIn(tag, 'model') === 'qemu-xhci',
  );
  return {
    disk: disks.find((disk) => kindOf(disk) === 'disk' && !isUsb(disk)) ?? null,
    interface: devices.find(({ name }) => name === 'interface') ?? null,
    medium: cdrom ?? usb ?? null,
    drive: cdrom !== undefined ? 'cdrom' : usb !== undefined || hasUsb ? 'usb' : 'none',
  };
}

/** What a USB medium is called, whatever else a node has. */
export const USB_TARGET = { dev: 'sdc', bus: 'usb', removable: 'on' } as const;

const KINDS = { disk: 'disk', network: 'interface', medium: 'medium' } as const;

export function bootOrderIn(xml: string): BootDevice[] {
  const devices = devicesIn(xml);
  const orders = (['disk', 'network', 'medium'] as const).flatMap((kind) => {
    const order = attributeOf(xml, devices[KINDS[kind]], 'boot', 'order');
    return order === null ? [] : [{ kind, order: Number(order) }];
  });
  return orders.toSorted((one, other) => one.order - other.order).map(({ kind }) => kind);
}

/** The definition with another boot order of these devices; everything else stays as it is written. */
export function withBootOrder(xml: string, order: readonly BootDevice[]): string {
  const devices = devicesIn(xml);
  const places = (['disk', 'network', 'medium'] as const)
    .flatMap((kind) => {
      const at = devices[KINDS[kind]];
      return at === null ? [] : [{ at, number: order.indexOf(kind) + 1 }];
    })
    // From the end, so that the offsets of the others stay true.
    .toSorted((one, other) => other.at.start - one.at.start);
  return places.reduce((text, { at, number }) => withOrder(text, at, number), xml);
}

function withOrder(xml: string, device: ElementRange, number: number): string {
  const boot = childOf(xml, device, 'boot');
  const line = number === 0 ? '' : `<boot order='${number}'/>`;
  if (boot !== undefined) return xml.slice(0, boot.start) + line + xml.slice(boot.end);
  return xml.slice(0, device.innerEnd) + line + xml.slice(device.innerEnd);
}

/** The element of its CD-ROM drive, with another medium or none. */
export function driveWith(xml: string, path: string | null): string {
  const drive = devicesIn(xml).medium;
  if (drive === null) return '';
  const kept = inside(xml, drive)
    .filter(({ name }) => !['driver', 'source', 'backingStore'].includes(name))
    .map(({ start, end }) => xml.slice(start, end));
  const source = path === null ? '' : serialize(element('source', { file: path })).trim();
  return `${drive.tag}<driver name='qemu' type='raw'/>${source}${kept.join('')}</disk>`;
}

/** A removable USB disk with another image, in the place and the boot order of the present one. */
export function stickWith(xml: string, { path, format }: { path: string; format: 'raw' | 'qcow2' }): string {
  const order = attributeOf(xml, devicesIn(xml).medium, 'boot', 'order');
  return serialize(
    element(
      'disk',
      { type: 'file', device: 'disk' },
      element('driver', { name: 'qemu', type: format }),
      element('source', { file: path }),
      element('target', USB_TARGET),
      element('readonly'),
      order === null ? null : element('boot', { order }),
    ),
  );
}

/** A network card's element, moved to another network or bridge; with its link up, or as if unplugged. */
export function movedInterface(
  xml: string,
  network: { kind: 'network' | 'bridge'; name: string },
  link: 'up' | 'down' = 'up',
): string {
  const card = devicesIn(xml).interface;
  if (card === null) return '';
  const kept = inside(xml, card)
    .filter(({ name }) => ['mac', 'model', 'rom', 'boot', 'alias', 'address', 'driver', 'mtu'].includes(name))
    .map(({ start, end }) => xml.slice(start, end));
  const source = serialize(element('source', { [network.kind]: network.name })).trim();
  const down = link === 'down' ? "<link state='down'/>" : '';
  return `<interface type='${network.kind}'>${source}${down}${kept.join('')}</interface>`;
}

/** The definition with another file as its disk; what that one is based on, libvirt reads from it. */
export function withDisk(xml: string, path: string): string {
  const { disk } = devicesIn(xml);
  if (disk === null) return xml;
  const kept = inside(xml, disk)
    .filter(({ name }) => !['source', 'backingStore'].includes(name))
    .map(({ start, end }) => xml.slice(start, end));
  const source = serialize(element('source', { file: path })).trim();
  return `${xml.slice(0, disk.start)}${disk.tag}${source}${kept.join('')}</disk>${xml.slice(disk.end)}`;
}

/** Where its other disks are that it can write to, and what all but the first are called by the machine. */
export function otherDisksIn(xml: string): { readonly targets: string[]; readonly writable: string[] } {
  const { disk, medium } = devicesIn(xml);
  const [root] = childrenIn(xml);
  const section = root === undefined ? undefined : childOf(xml, root, 'devices');
  const others = (section === undefined ? [] : inside(xml, section)).filter(
    ({ name, start }) => name === 'disk' && start !== disk?.start,
  );
  const isWritable = (one: ElementRange): boolean =>
    one.start !== medium?.start && childOf(xml, one, 'readonly') === undefined;
  const target = (one: ElementRange): string => attributeOf(xml, one, 'target', 'dev') ?? '';
  return { targets: others.map(target), writable: others.filter(isWritable).map(target) };
}
