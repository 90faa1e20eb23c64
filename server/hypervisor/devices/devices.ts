import {
  type Connection,
  type Domain,
  DomainDeviceModifyFlags,
  DomainXMLFlags,
  isLibvirtError,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DeviceTime } from '../../../lib/contract/node-device.ts';
import { waitsFor } from '../../../lib/domain/node-devices.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import {
  addedCardElement,
  addedDiskElement,
  cardsIn,
  type DeviceIn,
  disksIn,
  freeTarget,
  hasScsiController,
  scsiController,
} from '../xml/attached-devices.ts';
import { serialize } from '../xml/element.ts';
import type { AddedCard, AddedDisk, HostDevices } from './api.ts';
import { unplug } from './unplug.ts';

const { LIVE, CONFIG } = DomainDeviceModifyFlags;

/** The definitions of a domain: the running one, if it runs, and that of its next start. */
interface Definitions {
  readonly live: string | null;
  readonly next: string;
}

/** What a definition has of a device; undefined if it has none. */
type Find = (xml: string) => DeviceIn<unknown> | undefined;

/** Disks and network cards that come and go. */
export class Devices implements HostDevices {
  readonly #connection: ReconnectingConnection;

  constructor(connection: ReconnectingConnection) {
    this.#connection = connection;
  }

  attachDisk(uuid: string, disk: AddedDisk): Promise<void> {
    return this.#with(uuid, 'attaching a disk to', async (domain) => {
      const definitions = await definitionsOf(domain);
      const find = (xml: string) => disksIn(xml).find(({ device }) => device.path === disk.path);
      const { live, next } = definitions;
      const present = find(next) ?? (live === null ? undefined : find(live));
      const target = present?.device.target ?? freeTarget(disk.bus, texts(definitions));
      if (target === null) throw noNameLeft(domain.name, disk.bus);
      const isHot = !waitsFor(disk.bus, 'now');
      if (disk.bus === 'scsi') await ensureScsi(domain, definitions);
      await attach(domain, definitions, { find, xml: serialize(addedDiskElement(disk, target)), isHot });
    });
  }

  detachDisk(uuid: string, target: string, at: DeviceTime): Promise<void> {
    return this.#with(uuid, 'detaching a disk from', async (domain) => {
      const find = (xml: string) => disksIn(xml).find(({ device }) => device.target === target);
      const { live } = await definitionsOf(domain);
      const present = live === null ? undefined : find(live);
      const isHot = present !== undefined && !waitsFor(present.device.bus, at);
      await this.#detach(domain, { find, isHot, name: target });
    });
  }

  attachCard(uuid: string, card: AddedCard): Promise<void> {
    return this.#with(uuid, 'attaching a network card to', async (domain) => {
      const find = (xml: string) => cardsIn(xml).find(({ device }) => device.mac === card.mac);
      const xml = serialize(addedCardElement(card));
      await attach(domain, await definitionsOf(domain), { find, xml, isHot: true });
    });
  }

  detachCard(uuid: string, mac: string, at: DeviceTime): Promise<void> {
    return this.#with(uuid, 'detaching a network card from', async (domain) => {
      const find = (xml: string) => cardsIn(xml).find(({ device }) => device.mac === mac);
      await this.#detach(domain, { find, isHot: at === 'now', name: mac });
    });
  }

  /** From the running machine first: if its guest keeps the device, so does the definition. */
  async #detach(
    domain: Domain,
    { find, isHot, name }: { readonly find: Find; readonly isHot: boolean; readonly name: string },
  ): Promise<void> {
    const { live, next } = await definitionsOf(domain);
    const present = live === null ? undefined : find(live);
    if (present !== undefined && isHot) {
      const isGone = async () => {
        const { live: now } = await definitionsOf(domain);
        return now === null || find(now) === undefined;
      };
      await unplug(this.#connection, domain, { ...present, name, isGone });
    }
    const later = find(next);
    if (later !== undefined) await domain.detachDevice(later.text, CONFIG);
  }

  #with(uuid: string, doing: string, work: (domain: Domain, connection: Connection) => Promise<void>) {
    return this.#connection.use(`${doing} the node's domain`, async (connection) =>
      work(await connection.domainLookupByUUID(uuid), connection),
    );
  }
}

async function definitionsOf(domain: Domain): Promise<Definitions> {
  return {
    live: (await domain.isActive()) ? await domain.getXMLDesc() : null,
    next: await domain.getXMLDesc(DomainXMLFlags.INACTIVE),
  };
}

const texts = ({ live, next }: Definitions): string[] => (live === null ? [next] : [live, next]);

interface Attached {
  readonly find: Find;
  readonly xml: string;
  /** Whether libvirt can plug it into a running machine. */
  readonly isHot: boolean;
}

async function attach(
  domain: Domain,
  { live, next }: Definitions,
  { find, xml, isHot }: Attached,
): Promise<void> {
  if (find(next) === undefined) await domain.attachDevice(xml, CONFIG);
  if (live === null || !isHot || find(live) !== undefined) return;
  try {
    await domain.attachDevice(xml, LIVE);
  } catch (error) {
    if (hasNoRoom(error)) return;
    // Not for its next start either, which may fail for the same reason.
    const later = find(await domain.getXMLDesc(DomainXMLFlags.INACTIVE));
    if (later !== undefined) await domain.detachDevice(later.text, CONFIG);
    throw error;
  }
}

/** Machines that were made without free PCIe ports get none while they are on; at their next start libvirt adds them. */
const hasNoRoom = (error: unknown): boolean =>
  isLibvirtError(error) && /PCI slots|no more .*(?:pci|slot)|hot-?plug/i.test(error.message);

async function ensureScsi(domain: Domain, { live, next }: Definitions): Promise<void> {
  const xml = serialize(scsiController());
  if (!hasScsiController(next)) await domain.attachDevice(xml, CONFIG);
  if (live === null || hasScsiController(live)) return;
  try {
    await domain.attachDevice(xml, LIVE);
  } catch (error) {
    if (!hasNoRoom(error)) throw error;
  }
}

const noNameLeft = (name: string, bus: string): ConsoleError =>
  new ConsoleError('conflict', `${name} has as many ${bus} disks as have names.`, {
    fix: 'Detach one, or choose another bus.',
  });
