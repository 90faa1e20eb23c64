import { type Connection, ErrorCode, isLibvirtError, type Network, NetworkDefineFlags } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type {
  HostNetworkDetail,
  HostNetworkRequest,
  HostObjectAction,
} from '../../../lib/contract/host-network.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { definitionOf } from '../networks/network-list.ts';
import { findNetwork } from '../networks/nat-network.ts';
import type { Networks } from '../networks/networks.ts';
import { element, serialize } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import type { AnyNetworks } from './api.ts';

/** Networks of a host, whoever made them. */
export class HostAnyNetworks implements AnyNetworks {
  readonly #connection: ReconnectingConnection;
  readonly #networks: Networks;

  constructor(connection: ReconnectingConnection, networks: Networks) {
    this.#connection = connection;
    this.#networks = networks;
  }

  async get(name: string): Promise<HostNetworkDetail> {
    const listed = (await this.#networks.list()).find((each) => each.name === name);
    if (listed === undefined) throw unknownNetwork(name);
    const rest = await this.#use(name, 'describing', async (network) => ({
      persistent: await network.isPersistent(),
      autostart: await network.getAutostart().catch(() => false),
      leases: listed.active ? await leasesOf(network) : [],
      xml: await network.getXMLDesc(),
      nextXml: (await network.isPersistent()) ? await definitionOf(network) : null,
    }));
    return { ...listed, ...rest };
  }

  async create({ name, subnet, autostart, ...request }: HostNetworkRequest): Promise<void> {
    const place = subnet.replace(/\.0\/24$/, '');
    const clash = await this.#networks.subnetProblem(name, place);
    if (clash !== null)
      throw new ConsoleError('conflict', `${subnet} overlaps ${clash}.`, {
        ...{ fix: 'Choose another subnet.', errors: [{ field: 'subnet', message: `overlaps ${clash}` }] },
      });
    await this.#connection.use(`making network ${name}`, async (connection) => {
      if ((await findNetwork(connection, name)) !== null)
        throw new ConsoleError('conflict', `The host has a network "${name}" already.`, {
          ...{ fix: 'Choose another name.', errors: [{ field: 'name', message: 'is taken' }] },
        });
      const network = await connection.networkDefineXML(definition(name, place, request));
      try {
        await network.create();
        await network.setAutostart(autostart);
      } catch (error) {
        await network.undefine();
        throw error;
      }
    });
  }

  define(name: string, xml: string): Promise<void> {
    return this.#connection.use(`changing network ${name}`, async (connection) => {
      const network = await findNetwork(connection, name);
      if (network === null) throw unknownNetwork(name);
      if (!(await network.isPersistent()))
        throw new ConsoleError('conflict', `${name} has no definition that is kept: it is transient.`, {
          fix: 'Define it first: virsh net-dumpxml, virsh net-define.',
        });
      requireSame(network, xml);
      try {
        await connection.networkDefineXML(xml, NetworkDefineFlags.VALIDATE);
      } catch (error) {
        if (!isLibvirtError(error) || error.kind !== 'libvirt') throw error;
        throw refusedXml(error.message, error);
      }
    });
  }

  act(name: string, action: HostObjectAction): Promise<void> {
    return this.#use(name, DOING[action], async (network) => {
      if (action === 'start') await network.create();
      else if (action === 'stop') await network.destroy();
      else await network.setAutostart(action === 'autostart');
    });
  }

  remove(name: string): Promise<void> {
    return this.#use(name, 'removing', async (network) => {
      const persistent = await network.isPersistent();
      if (await network.isActive()) await network.destroy();
      // One that was not persistent is gone.
      if (persistent) await network.undefine();
    });
  }

  #use<Result>(name: string, doing: string, work: (network: Network) => Promise<Result>): Promise<Result> {
    return this.#connection.use(`${doing} network ${name}`, async (connection: Connection) => {
      const network = await findNetwork(connection, name);
      if (network === null) throw unknownNetwork(name);
      try {
        return await work(network);
      } catch (error) {
        if (!isLibvirtError(error, ErrorCode.OPERATION_INVALID)) throw error;
        throw new ConsoleError('conflict', `${name}: ${error.message}`, { cause: error });
      }
    });
  }
}

const DOING: Readonly<Record<HostObjectAction, string>> = {
  start: 'starting',
  stop: 'stopping',
  autostart: 'setting the autostart of',
  'no-autostart': 'setting the autostart of',
};

const identity = z.object({ network: z.object({ name: z.string(), uuid: z.string().optional() }) });

/** Another name or UUID would be another network. */
function requireSame(network: Network, xml: string): void {
  let found;
  try {
    found = parseXml(identity, `network ${network.name}`, xml).network;
  } catch (cause) {
    throw refusedXml('it is not the definition of a network', cause);
  }
  if (found.name !== network.name) throw refusedXml(`its name is ${network.name}`);
  if (found.uuid?.toLowerCase() !== network.uuid) throw refusedXml(`its UUID is ${network.uuid}`);
}

function refusedXml(why: string, cause?: unknown): ConsoleError {
  const message = `The definition is not accepted: ${why}.`;
  return new ConsoleError('invalid', message, {
    ...{ fix: 'Correct it; nothing was changed.', errors: [{ field: 'xml', message }], cause },
  });
}

const unknownNetwork = (name: string): ConsoleError =>
  new ConsoleError('not-found', `The host has no network "${name}".`, { fix: 'Check its name.' });

/** A driver without DHCP has none. */
async function leasesOf(network: Network): Promise<HostNetworkDetail['leases']> {
  try {
    return (await network.getDHCPLeases()).map(({ ipaddr, prefix, mac, hostname, expirytime }) => ({
      address: `${ipaddr}/${prefix}`,
      ...{ mac, hostname },
      expiresAt: expirytime === 0n ? null : new Date(Number(expirytime) * 1000).toISOString(),
    }));
  } catch (error) {
    if (isLibvirtError(error) && error.kind === 'libvirt') return [];
    throw error;
  }
}

function definition(
  name: string,
  place: string,
  { forward, dhcp }: Pick<HostNetworkRequest, 'forward' | 'dhcp'>,
): string {
  const range = element('range', { start: `${place}.2`, end: `${place}.254` });
  return serialize(
    element(
      'network',
      {},
      element('name', {}, name),
      forward === 'nat' ? element('forward', { mode: 'nat' }) : null,
      element(
        'ip',
        { address: `${place}.1`, netmask: '255.255.255.0' },
        dhcp ? element('dhcp', {}, range) : null,
      ),
    ),
  );
}
