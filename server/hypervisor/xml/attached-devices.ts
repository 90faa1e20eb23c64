import type { MachineDisk, MachineNic } from '../../../lib/contract/node-device.ts';
import type { AddedCard, AddedDisk } from '../devices/api.ts';
import { attributeIn, childrenIn, type ElementRange } from './children.ts';
import { attributeOf, devicesIn } from './domain-devices.ts';
import { element, serialize, type XmlElement } from './element.ts';

/** A device in a definition: what it is, and its element as it is written there. */
export interface DeviceIn<Device> {
  readonly device: Device;
  readonly text: string;
  /** What libvirt's events call it; null in a definition that does not run. */
  readonly alias: string | null;
}

type DiskIn = Omit<MachineDisk, 'bytes' | 'pool' | 'volume' | 'owned'>;

function section(xml: string): ElementRange[] {
  const [root] = childrenIn(xml);
  if (root === undefined) return [];
  const devices = childrenIn(xml, root.innerStart, root.innerEnd).find(({ name }) => name === 'devices');
  return devices === undefined ? [] : childrenIn(xml, devices.innerStart, devices.innerEnd);
}

const has = (xml: string, { innerStart, innerEnd }: ElementRange, child: string): boolean =>
  childrenIn(xml, innerStart, innerEnd).some(({ name }) => name === child);

const found = <Device>(xml: string, at: ElementRange, device: Device): DeviceIn<Device> => ({
  device,
  text: xml.slice(at.start, at.end),
  alias: attributeOf(xml, at, 'alias', 'name'),
});

/** Every disk that is no medium. */
export function disksIn(xml: string): DeviceIn<DiskIn>[] {
  const { disk: first, medium } = devicesIn(xml);
  return section(xml).flatMap((at) => {
    const kind = attributeIn(at.tag, 'device') ?? 'disk';
    if (at.name !== 'disk' || kind !== 'disk' || at.start === medium?.start) return [];
    const role = at.start === first?.start ? 'first' : has(xml, at, 'readonly') ? 'seed' : 'added';
    return [
      found<DiskIn>(xml, at, {
        role,
        target: attributeOf(xml, at, 'target', 'dev') ?? '',
        bus: attributeOf(xml, at, 'target', 'bus') ?? '',
        path: attributeOf(xml, at, 'source', 'file') ?? attributeOf(xml, at, 'source', 'dev'),
        format: attributeOf(xml, at, 'driver', 'type') === 'raw' ? 'raw' : 'qcow2',
      }),
    ];
  });
}

export function cardsIn(xml: string): DeviceIn<MachineNic>[] {
  const cards = section(xml).filter(({ name }) => name === 'interface');
  return cards.map((at, index) => {
    const named = (kind: 'network' | 'bridge') => {
      const name = attributeOf(xml, at, 'source', kind);
      return name === null ? null : { kind, name };
    };
    return found<MachineNic>(xml, at, {
      role: index === 0 ? 'first' : 'added',
      mac: (attributeOf(xml, at, 'mac', 'address') ?? '').toLowerCase(),
      model: attributeOf(xml, at, 'model', 'type') ?? '',
      // A running card in a network names that network's bridge, too.
      network: named('network') ?? named('bridge'),
    });
  });
}

const LINK = /<link\s+state=(['"])(?:up|down)\1\s*\/>/;

/** Whether the element of a network card says that its cable is pulled. */
export const isLinkDown = (card: string): boolean => /<link\s+state=['"]down['"]/.test(card);

/** The same card with its cable plugged in, or pulled. */
export function withLink(card: string, isUp: boolean): string {
  const link = serialize(element('link', { state: isUp ? 'up' : 'down' })).trim();
  if (LINK.test(card)) return card.replace(LINK, link);
  return card.replace(/<\/interface>\s*$/, `${link}</interface>`);
}

/** The interface of the host that a running card is connected to; null if it has none. */
export const interfaceOf = (card: string): string | null =>
  /<target\s+dev=['"]([^'"]+)['"]/.exec(card)?.[1] ?? null;

/** What every disk is called in these definitions, media and those that nobody knows included. */
const targetsIn = (xml: string): string[] =>
  section(xml)
    .filter(({ name }) => name === 'disk')
    .map((at) => attributeOf(xml, at, 'target', 'dev') ?? '');

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('');

/** The first name that no disk has, now or after the next start; null when all are taken. */
export function freeTarget(bus: AddedDisk['bus'], definitions: readonly string[]): string | null {
  const taken = new Set(definitions.flatMap(targetsIn));
  const prefix = bus === 'virtio' ? 'vd' : 'sd';
  return LETTERS.map((letter) => prefix + letter).find((name) => !taken.has(name)) ?? null;
}

export function addedDiskElement({ path, format, bus, serial }: AddedDisk, target: string): XmlElement {
  return element(
    'disk',
    { type: 'file', device: 'disk' },
    element('driver', { name: 'qemu', type: format, discard: 'unmap' }),
    element('source', { file: path }),
    element('target', { dev: target, bus }),
    serial === null ? null : element('serial', {}, serial),
  );
}

/** Without an option ROM and a boot order: the node boots from its first card. */
export function addedCardElement({ mac, model, network }: AddedCard): XmlElement {
  return element(
    'interface',
    { type: network.kind },
    element('mac', { address: mac }),
    element('source', { [network.kind]: network.name }),
    element('model', { type: model }),
    element('rom', { enabled: 'no' }),
  );
}

/** For scsi, libvirt would choose a controller that the firmware and many guests have no driver for. */
export const scsiController = (): XmlElement =>
  element('controller', { type: 'scsi', index: 0, model: 'virtio-scsi' });

export const hasScsiController = (xml: string): boolean =>
  section(xml).some(({ name, tag }) => name === 'controller' && attributeIn(tag, 'type') === 'scsi');

/** What the names of a node's files begin with, by the console's metadata; null if it says nothing of it. */
export const filesIn = (xml: string): string | null =>
  /<ven:node\s[^>]*?\sfiles=["']([^"']+)["']/.exec(xml)?.[1] ?? null;
