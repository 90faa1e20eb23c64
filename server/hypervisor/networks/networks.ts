import type { Connection } from 'node-libvirt';
import type { Check } from '../../../lib/contract/host.ts';
import type { HostNetwork } from '../../../lib/contract/host-resources.ts';
import type {
  DhcpPlace,
  DhcpSurvey,
  Disconnected,
  HostLogger,
  HostNetworks,
  NetworkInspection,
  NetworkModel,
  NetworkPlan,
  WantedOptions,
} from '../api.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { isOfInstallation } from '../names.ts';
import type { HostTarget } from '../read-host.ts';
import { ReadWriteLock } from '../../locks/read-write-lock.ts';
import { addressOf } from './address.ts';
import { DhcpLogs } from './dhcp-logs.ts';
import { surveyDhcp } from './dhcp/survey.ts';
import { inspectNetwork } from './inspect.ts';
import {
  ensureNetwork,
  findNetwork,
  keepsLog,
  networkSubnet,
  networkUsers,
  removeNetworkIfUnused,
} from './nat-network.ts';
import { listNetworks } from './network-list.ts';
import { changeOptions, finishRestart, planOptions } from './options/change.ts';
import { overlapsOf } from './overlaps.ts';
import { freeSubnet, subnetProblem } from './subnets.ts';
import type { NetworkUsers } from './users.ts';

interface NetworksOptions {
  readonly logger?: Pick<HostLogger, 'warn'> | undefined;
  /** The folder for logs of DHCP servers of this machine. */
  readonly dhcpLogs?: string | undefined;
}

/** The installation's networks. Creating and removing one is exclusive; domains are defined on it concurrently. */
export class Networks implements HostNetworks {
  readonly #connection: ReconnectingConnection;
  readonly #installation: string;
  readonly #isLocal: boolean;
  readonly #logger: Pick<HostLogger, 'warn'> | undefined;
  readonly #dhcpLogs: DhcpLogs | null;
  readonly #lock = new ReadWriteLock();
  /** Models as last requested: deleting the last node may remove the network that a create has just ensured. */
  readonly #models = new Map<string, NetworkModel>();

  constructor(
    connection: ReconnectingConnection,
    { installation, isLocal }: Pick<HostTarget, 'installation' | 'isLocal'>,
    { logger, dhcpLogs }: NetworksOptions = {},
  ) {
    this.#logger = logger;
    this.#dhcpLogs = isLocal && dhcpLogs !== undefined ? new DhcpLogs(dhcpLogs) : null;
    this.#connection = connection;
    this.#installation = installation;
    this.#isLocal = isLocal;
  }

  ensure(model: NetworkModel): Promise<void> {
    return this.#connection.use(`making network ${model.name}`, (connection) =>
      this.#lock.exclusive(async () => {
        await this.#ensure(connection, model);
        this.#models.set(model.name, model);
      }),
    );
  }

  async #ensure(connection: Connection, model: NetworkModel): Promise<void> {
    await ensureNetwork(connection, model, (await this.#dhcpLogs?.prepare(model.name)) ?? null);
  }

  dhcpLog(name: string): Promise<string | null> {
    const logs = this.#dhcpLogs;
    if (logs === null) return Promise.resolve(null);
    return this.#connection.use(`looking at network ${name}`, async (connection) => {
      const network = await findNetwork(connection, name);
      if (network === null || !(await network.isActive())) return null;
      return keepsLog(await network.getXMLDesc()) ? logs.read(name) : null;
    });
  }

  close(): void {
    this.#dhcpLogs?.close();
  }

  inspect(model: NetworkModel): Promise<NetworkInspection> {
    return this.#connection.use(`looking at network ${model.name}`, (connection) =>
      inspectNetwork(connection, this.#isLocal, model),
    );
  }

  async surveyDhcp(place: DhcpPlace, signal: AbortSignal): Promise<DhcpSurvey | null> {
    return this.#isLocal ? surveyDhcp(place, signal) : null;
  }

  async removeIfUnused(name: string): Promise<boolean> {
    const { isGone, unreadable } = await this.#connection.use(`removing network ${name}`, (connection) =>
      this.#lock.exclusive(() => removeNetworkIfUnused(connection, name)),
    );
    if (isGone) await this.#dhcpLogs?.remove(name);
    if (unreadable.length > 0)
      this.#logger?.warn({ network: name, domains: unreadable }, 'a network stays: these domains may use it');
    return isGone;
  }

  users(name: string): Promise<NetworkUsers> {
    return this.#connection.use(`looking who uses network ${name}`, (connection) =>
      networkUsers(connection, name),
    );
  }

  /** A warning when something on the host now overlaps the nodes' addresses. */
  async problem(): Promise<Omit<Check, 'id'> | null> {
    const overlaps = await this.#connection.use('looking at address ranges', (connection) =>
      overlapsOf(connection, this.#installation, this.#isLocal),
    );
    if (overlaps.length === 0) return null;
    return {
      title: 'Networks of nodes',
      status: 'warn',
      reason: `networks of nodes share addresses with others of the host: ${overlaps.join('; ')}`,
      fix: 'Take that address, route or network away; or delete the nodes and restart the console, which then chooses a free range.',
    };
  }

  subnet(name: string): Promise<string | null> {
    return this.#connection.use(`looking at network ${name}`, (connection) =>
      networkSubnet(connection, name),
    );
  }

  /** Runs `work`, which makes a domain use the network; keeps the network until then, recreating it if necessary. */
  async using(connection: Connection, name: string, work: () => Promise<void>): Promise<void> {
    const model = this.#models.get(name);
    const isDone = await this.#lock.shared(async () => {
      if (model !== undefined && (await findNetwork(connection, name)) === null) return false;
      await work();
      return true;
    });
    if (isDone || model === undefined) return;
    await this.#lock.exclusive(async () => {
      await this.#ensure(connection, model);
      await work();
    });
  }

  planOptions(name: string, wanted: WantedOptions | null): Promise<NetworkPlan> {
    return this.#connection.use(`looking at network ${name}`, (connection) =>
      planOptions(this.#place(connection, name), wanted),
    );
  }

  changeOptions(
    name: string,
    wanted: WantedOptions | null,
    confirmed: { readonly hash: string; readonly restart: boolean },
  ): Promise<readonly Disconnected[]> {
    return this.#connection.use(`changing network ${name}`, (connection) =>
      this.#lock.exclusive(() => changeOptions(this.#place(connection, name), wanted, confirmed)),
    );
  }

  finishRestart(name: string): Promise<readonly Disconnected[]> {
    return this.#connection.use(`restarting network ${name}`, (connection) =>
      this.#lock.exclusive(() => finishRestart(this.#place(connection, name))),
    );
  }

  #place(connection: Connection, name: string) {
    return { connection, name, installation: this.#installation };
  }

  subnetProblem(name: string, subnet: string): Promise<string | null> {
    return this.#connection.use('looking at address ranges', (connection) =>
      subnetProblem(connection, this.#isLocal, { name, subnet }),
    );
  }

  /** All of them, of whoever made them. */
  list(): Promise<HostNetwork[]> {
    return this.#connection.use('listing networks', (connection) =>
      listNetworks(connection, this.#installation),
    );
  }

  freeSubnet(preferred?: string): Promise<string> {
    return this.#connection.use('looking for a free network address range', (connection) =>
      freeSubnet(connection, this.#isLocal, { preferred, seed: this.#installation }),
    );
  }

  address(network: string, mac: string): Promise<string | null> {
    return this.#connection.use(`looking for the address of ${mac}`, (connection) =>
      addressOf(connection, this.#isLocal, { network, mac }),
    );
  }

  leftovers(): Promise<string[]> {
    return this.#connection.use('listing networks', async (connection) =>
      (await connection.listAllNetworks())
        .map(({ name }) => name)
        .filter((name) => isOfInstallation(name, this.#installation))
        .sort(),
    );
  }
}
