import {
  type Connection,
  type Domain,
  DomainDeviceModifyFlags,
  DomainXMLFlags,
  isLibvirtError,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { MachineNic } from '../../../lib/contract/node-device.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import {
  cardsIn,
  type DeviceIn,
  disksIn,
  interfaceOf,
  isLinkDown,
  withLink,
} from '../xml/attached-devices.ts';
import type { HostFaults } from './api.ts';
import { clearQueue, loseIn } from './packet-loss.ts';

const { LIVE } = DomainDeviceModifyFlags;
const BYTES = 1024n;

/** A running machine, with what it is now. */
interface Running {
  readonly domain: Domain;
  readonly xml: string;
}

/** Makes running machines worse on purpose, through libvirt: on hosts of any distance. */
export class Faults implements HostFaults {
  readonly #connection: ReconnectingConnection;
  readonly lossRefusal: HostFaults['lossRefusal'];

  constructor(connection: ReconnectingConnection, { isLocal }: { readonly isLocal: boolean }) {
    this.#connection = connection;
    this.lossRefusal = isLocal ? null : NOT_FROM_HERE;
  }

  setLink(uuid: string, mac: string, isUp: boolean): Promise<void> {
    return this.#with(uuid, 'setting the link of', isUp, async ({ domain, xml }) => {
      const { text } = cardOf(domain, xml, mac);
      if (isLinkDown(text) === isUp) await domain.updateDevice(withLink(text, isUp), LIVE);
    });
  }

  limitLink(uuid: string, mac: string, rate: number | null): Promise<void> {
    return this.#with(uuid, 'limiting the network card of', rate === null, async ({ domain, xml }) => {
      cardOf(domain, xml, mac);
      const own = cardsIn(await domain.getXMLDesc(DomainXMLFlags.INACTIVE)).find(isCard(mac));
      requireNone(own?.text, 'bandwidth', `The network card ${mac}`);
      const limits = { 'inbound.average': rate ?? 0, 'outbound.average': rate ?? 0 };
      try {
        await domain.setInterfaceParameters(mac, limits, LIVE);
      } catch (error) {
        throw isLibvirtError(error) && error.message.includes('tc qdisc') ? noQueues(error.message) : error;
      }
    });
  }

  dropPackets(uuid: string, mac: string, percent: number | null): Promise<void> {
    return this.#with(uuid, 'finding the network card of', percent === null, async ({ domain, xml }) => {
      if (this.lossRefusal !== null)
        throw new ConsoleError('conflict', this.lossRefusal.message, { fix: this.lossRefusal.fix });
      const name = interfaceOf(cardOf(domain, xml, mac).text);
      if (name === null)
        throw new ConsoleError('conflict', `The network card ${mac} has no interface on the host.`, {
          fix: 'Choose another fault.',
        });
      if (percent === null) await clearQueue(name);
      else await loseIn(name, percent);
    });
  }

  limitDisk(uuid: string, rate: number | null): Promise<void> {
    return this.#with(uuid, 'limiting the disk of', rate === null, async ({ domain, xml }) => {
      const first = disksIn(xml).find(({ device }) => device.role === 'first');
      if (first === undefined)
        throw new ConsoleError('conflict', `${domain.name} has no disk.`, { fix: 'Choose another fault.' });
      const { target } = first.device;
      const own = disksIn(await domain.getXMLDesc(DomainXMLFlags.INACTIVE)).find(
        ({ device }) => device.target === target,
      );
      requireNone(own?.text, 'iotune', `The disk ${target}`);
      await domain.setBlockIoTune(target, { total_bytes_sec: BigInt(rate ?? 0) * BYTES }, LIVE);
    });
  }

  /** `isTakenBack`: there is nothing to do when the machine is off, or gone. */
  async #with(
    uuid: string,
    doing: string,
    isTakenBack: boolean,
    work: (running: Running) => Promise<void>,
  ): Promise<void> {
    await this.#connection.use(`${doing} the node's domain`, async (connection: Connection) => {
      const domain = await connection.domainLookupByUUID(uuid);
      if (await domain.isActive()) return work({ domain, xml: await domain.getXMLDesc() });
      if (isTakenBack) return;
      throw new ConsoleError('conflict', `${domain.name} is off.`, { fix: 'Start it first.' });
    });
  }
}

const isCard =
  (mac: string) =>
  ({ device }: DeviceIn<MachineNic>): boolean =>
    device.mac === mac.toLowerCase();

function cardOf(domain: Domain, xml: string, mac: string): DeviceIn<MachineNic> {
  const card = cardsIn(xml).find(isCard(mac));
  if (card !== undefined) return card;
  throw new ConsoleError('conflict', `${domain.name} has no network card ${mac}.`, {
    fix: 'Choose another fault.',
  });
}

/** Taking back the fault would take these away, too. */
function requireNone(text: string | undefined, child: 'bandwidth' | 'iotune', what: string): void {
  if (text?.includes(`<${child}`) !== true) return;
  throw new ConsoleError('conflict', `${what} has limits of its own in the domain (<${child}>).`, {
    fix: `Take <${child}> out of the domain (virsh edit), or choose another fault.`,
  });
}

const noQueues = (said: string): ConsoleError =>
  new ConsoleError('host-refused', `The kernel of the host limits no network card: ${said}`, {
    fix: 'libvirt needs the kernel modules sch_htb, sch_sfq, sch_ingress and act_police there (modprobe); link-down and disk-slow need none of them.',
  });

const NOT_FROM_HERE = {
  message:
    'Packets can only be lost on the machine of the console: libvirt has no call for it, and this host is another machine.',
  fix: 'Choose link-slow or link-down, which work on every host.',
};
