import { basename } from 'node:path';
import {
  type Connection,
  type Domain,
  DomainBlockResizeFlags,
  DomainDeviceModifyFlags,
  DomainMemoryModFlags,
  DomainVcpuFlags,
  DomainXMLFlags,
  isLibvirtError,
  type StorageVol,
} from 'node-libvirt';
import type { MachineDisk } from '../../../lib/contract/node-device.ts';
import type { Hardware, NodeHardware } from '../../../lib/contract/node-hardware.ts';
import { isHotPlug, vcpusAfter } from '../../../lib/domain/node-edit.ts';
import type { HardwareChange } from './api.ts';
import { imageOfVolume, installationPrefix, isAddedVolumeOf, poolName } from '../names.ts';
import { cardsIn, disksIn, filesIn } from '../xml/attached-devices.ts';
import { element, serialize } from '../xml/element.ts';
import {
  attributeOf,
  bootOrderIn,
  devicesIn,
  driveWith,
  movedInterface,
  stickWith,
  withBootOrder,
} from '../xml/domain-devices.ts';
import { impactOf } from './edits.ts';
import { capacityOf, sizeIn } from './hardware.ts';

const KIB_PER_MIB = 1024n;
const GIB = 1024n ** 3n;

interface Place {
  readonly connection: Connection;
  readonly installation: string;
}

/** What a running domain has, and what its definition for the next start says. */
export async function configurationOf(
  { connection, installation }: Place,
  domain: Domain,
): Promise<NodeHardware> {
  const isActive = await domain.isActive();
  const [live, inactive, autostart] = await Promise.all([
    isActive ? domain.getXMLDesc() : null,
    domain.getXMLDesc(DomainXMLFlags.INACTIVE),
    domain.getAutostart(),
  ]);
  const disk = attributeOf(inactive, devicesIn(inactive).disk, 'target', 'dev');
  const capacity = disk === null ? 0n : await capacityOf(domain, disk);
  const diskGiB = Math.round(Number(capacity) / Number(GIB));
  const whose = { domain, installation, files: filesIn(inactive) ?? domain.name };
  const disks = (xml: string) =>
    Promise.all(disksIn(xml).map(({ device }) => diskWithVolume(connection, device, whose)));
  return {
    present: live === null ? null : described(domain, live, { diskGiB, disks: await disks(live) }),
    next: described(domain, inactive, { diskGiB, disks: await disks(inactive) }),
    autostart,
  };
}

type DiskIn = ReturnType<typeof disksIn>[number]['device'];

interface Whose {
  readonly domain: Domain;
  readonly installation: string;
  /** What the names of its volumes begin with. */
  readonly files: string;
}

async function diskWithVolume(
  connection: Connection,
  disk: DiskIn,
  { domain, installation, files }: Whose,
): Promise<MachineDisk> {
  const found = disk.path === null ? null : await volumeAt(connection, disk.path);
  const { pool = null, name: volume = null } = found ?? {};
  const prefix =
    pool === poolName(installation) ? files : `${installationPrefix(installation)}-${domain.uuid}`;
  const owned = volume !== null && (disk.role === 'first' || isAddedVolumeOf(prefix, volume));
  const bytes = found === null ? await capacityOf(domain, disk.target) : (await found.getInfo()).capacity;
  return { ...disk, bytes: Number(bytes), pool, volume, owned };
}

async function volumeAt(connection: Connection, path: string): Promise<StorageVol | null> {
  try {
    return await connection.storageVolLookupByPath(path);
  } catch (error) {
    if (isLibvirtError(error) && error.kind === 'libvirt') return null;
    throw error;
  }
}

function described(
  domain: Domain,
  xml: string,
  { diskGiB, disks }: Pick<Hardware, 'diskGiB' | 'disks'>,
): Hardware {
  const devices = devicesIn(xml);
  const name = (kind: 'network' | 'bridge') => attributeOf(xml, devices.interface, 'source', kind);
  const network = name('network');
  const bridge = name('bridge');
  const path = attributeOf(xml, devices.medium, 'source', 'file');
  return {
    ...sizeIn(`domain ${domain.name}`, xml),
    diskGiB,
    network:
      network !== null
        ? { kind: 'network', name: network }
        : bridge !== null
          ? { kind: 'bridge', name: bridge }
          : null,
    bootOrder: bootOrderIn(xml),
    drive: devices.drive,
    medium: path === null ? null : (imageOfVolume(basename(path)) ?? path),
    disks,
    nics: cardsIn(xml).map(({ device }) => device),
  };
}

/** Changes what differs, at once where libvirt can and else for the next start; repeated, it does nothing. */
export async function reconfigure(place: Place, domain: Domain, change: HardwareChange): Promise<void> {
  const { connection } = place;
  const before = await configurationOf(place, domain);
  await changeVcpus(domain, before, change);
  await changeMemory(domain, before.next, change);
  if (change.network !== undefined && change.network !== null) await moveInterface(domain, change.network);
  if (change.medium !== undefined) await changeMedium(connection, domain, before, change.medium);
  if (change.bootOrder !== undefined) {
    const xml = await domain.getXMLDesc(DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
    const next = withBootOrder(xml, change.bootOrder);
    if (next !== xml) await connection.domainDefineXML(next);
  }
}

async function changeVcpus(
  domain: Domain,
  { present, next }: NodeHardware,
  change: HardwareChange,
): Promise<void> {
  const { CONFIG, LIVE, MAXIMUM } = DomainVcpuFlags;
  const { vcpus, maxVcpus } = vcpusAfter(next, change);
  if (maxVcpus !== next.maxVcpus) {
    if (next.vcpus > maxVcpus) await domain.setVcpus(maxVcpus, CONFIG);
    await domain.setVcpus(maxVcpus, CONFIG | MAXIMUM);
  }
  if (vcpus !== next.vcpus || maxVcpus !== next.maxVcpus) await domain.setVcpus(vcpus, CONFIG);
  if (change.vcpus !== undefined && isHotPlug(present, change.vcpus))
    await domain.setVcpus(change.vcpus, LIVE);
}

async function changeMemory(domain: Domain, next: Hardware, { memoryMiB }: HardwareChange): Promise<void> {
  if (memoryMiB === undefined || memoryMiB === next.memoryMiB) return;
  const { CONFIG, MAXIMUM } = DomainMemoryModFlags;
  const kib = BigInt(memoryMiB) * KIB_PER_MIB;
  await domain.setMemory(kib, CONFIG | MAXIMUM);
  await domain.setMemory(kib, CONFIG);
}

/**
 * The two definitions are changed one by one: only in the live one has the card an alias. libvirt moves a card without a
 * word to the guest, which asks for another address only when its link has been down.
 */
async function moveInterface(domain: Domain, network: NonNullable<HardwareChange['network']>): Promise<void> {
  const { CONFIG, LIVE } = DomainDeviceModifyFlags;
  const inactive = await domain.getXMLDesc(DomainXMLFlags.INACTIVE);
  await domain.updateDevice(movedInterface(inactive, network), CONFIG);
  if (!(await domain.isActive())) return;
  const live = await domain.getXMLDesc();
  for (const link of ['down', 'up'] as const)
    await domain.updateDevice(movedInterface(live, network, link), LIVE);
}

/** A drive cannot be plugged into a running machine; it has one after its next start. */
async function changeMedium(
  connection: Connection,
  domain: Domain,
  { present, next }: NodeHardware,
  medium: string | null,
): Promise<void> {
  const { CONFIG } = DomainDeviceModifyFlags;
  if (next.drive === 'none') {
    if (medium !== null) await domain.attachDevice(newDrive(medium), CONFIG);
    return;
  }
  if (next.drive === 'usb') return changeStick(connection, domain, medium);
  const drive = driveWith(await domain.getXMLDesc(DomainXMLFlags.INACTIVE), medium);
  await domain.updateDevice(drive, present?.drive === 'cdrom' ? await impactOf(domain) : CONFIG);
}

/**
 * What is in a USB disk cannot be changed: as people do, another one is plugged in. The guest is not asked. Each of the
 * two definitions is looked at again, so that it can be repeated.
 */
async function changeStick(connection: Connection, domain: Domain, medium: string | null): Promise<void> {
  const { CONFIG, LIVE } = DomainDeviceModifyFlags;
  const image = medium === null ? null : { path: medium, format: await formatOf(connection, medium) };
  for (const flag of (await domain.isActive()) ? [CONFIG, LIVE] : [CONFIG]) {
    const xml = await domain.getXMLDesc(flag === CONFIG ? DomainXMLFlags.INACTIVE : 0);
    const { medium: present, drive } = devicesIn(xml);
    // It has a port for it after its next start.
    if (drive !== 'usb' || attributeOf(xml, present, 'source', 'file') === medium) continue;
    if (present !== null) await domain.detachDevice(xml.slice(present.start, present.end), flag);
    if (image !== null) await domain.attachDevice(stickWith(xml, image), flag);
  }
}

async function formatOf(connection: Connection, path: string): Promise<'raw' | 'qcow2'> {
  const xml = (await (await volumeAt(connection, path))?.getXMLDesc()) ?? '';
  return /<format type=['"]qcow2['"]/.test(xml) ? 'qcow2' : 'raw';
}

const newDrive = (medium: string): string =>
  serialize(
    element(
      'disk',
      { type: 'file', device: 'cdrom' },
      element('driver', { name: 'qemu', type: 'raw' }),
      element('source', { file: medium }),
      element('target', { dev: 'sdb', bus: 'sata' }),
      element('readonly'),
    ),
  );

/** Makes its first disk larger; does nothing if it is as large. */
export async function growDisk(connection: Connection, domain: Domain, gibibytes: number): Promise<void> {
  const xml = await domain.getXMLDesc();
  const { disk } = devicesIn(xml);
  const target = attributeOf(xml, disk, 'target', 'dev');
  const path = attributeOf(xml, disk, 'source', 'file');
  if (target === null || path === null) return;
  const bytes = BigInt(gibibytes) * GIB;
  if ((await capacityOf(domain, target)) >= bytes) return;
  if (await domain.isActive()) await domain.blockResize(target, bytes, DomainBlockResizeFlags.BYTES);
  else await (await connection.storageVolLookupByPath(path)).resize(bytes);
}
