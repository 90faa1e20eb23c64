import type { Connection } from 'node-libvirt';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Acceleration, Check, Host } from '../../lib/contract/host.ts';
import { DEFAULT_HOST_SETTINGS, type HostSettings } from '../../lib/contract/host-settings.ts';
import type { HostResources } from '../../lib/contract/host-resources.ts';
import type { Machine } from '../../lib/contract/machine.ts';
import { Listeners } from '../../lib/listeners.ts';
import { checkDevices, requireKvm } from './checks/machine.ts';
import { AccelerationFinder } from './acceleration/acceleration.ts';
import type { ProbeStore } from './acceleration/remembered.ts';
import type {
  Counted,
  DomainEvent,
  FirmwareFiles,
  HostLeftovers,
  HostLogger,
  HypervisorHost,
  ScreenPlace,
} from './api.ts';
import { Orphans } from './orphans/orphans.ts';
import { HostAnyNetworks } from './any-networks/any-networks.ts';
import { HostAnyStorage } from './any-storage/any-storage.ts';
import { HostAnyDomains } from './any-domains/any-domains.ts';
import { connectedNow } from './connection/calm.ts';
import { type ObjectEvent, ReconnectingConnection } from './connection/reconnecting-connection.ts';
import { Consoles } from './consoles/consoles.ts';
import { type Reach, reachNot } from './consoles/reach.ts';
import { Domains } from './domains/domains.ts';
import { findFirmware } from './firmware/find.ts';
import { HostReadings } from './host-readings.ts';
import { HostStatus } from './host-status.ts';
import { reaches } from './reaches.ts';
import { routeTo } from './route.ts';
import { checkInstallation } from './names.ts';
import { bridgesOfMachine } from './networks/bridges.ts';
import { Networks } from './networks/networks.ts';
import { Nvram } from './nvram/nvram.ts';
import { StateFiles } from './nvram/state-files.ts';
import { Devices } from './devices/devices.ts';
import { Faults } from './faults/faults.ts';
import { Checkpoints } from './checkpoints/checkpoints.ts';
import { SYSTEM_IMAGES } from './storage/pool.ts';
import { Storage } from './storage/storage.ts';
import type { HostCounters } from './metrics/api.ts';
import { readCounters } from './metrics/counters.ts';
import type { HostTarget } from './read-host.ts';

export interface HostOptions {
  /** The host's name in the console. */
  readonly name: string;
  readonly uri: string;
  /** Of the console's configuration. */
  readonly builtIn?: boolean;
  readonly settings?: HostSettings;
  /** Keys of SSH servers that people have confirmed: a file in the form of known_hosts. */
  readonly knownHosts?: string | undefined;
  /** 1 to 20 lower-case letters and digits; distinguishes the objects of several consoles on one host. */
  readonly installation: string;
  /** The folder in which the installation's pool is created; by default libvirt's own. */
  readonly images?: string;
  /** Of this machine: the folder for logs of the networks' DHCP servers. Left out, they are not kept. */
  readonly dhcpLogs?: string;
  /** Keeps the result of the KVM probe, so that a restart does not have to wait for it. */
  readonly probes?: ProbeStore;
  readonly logger?: HostLogger;
}

/** A libvirt host with QEMU. Connects and reconnects automatically. */
export class QemuHost implements HypervisorHost {
  readonly name: string;
  readonly uri: string;
  readonly domains: Domains;
  readonly anyDomains: HostAnyDomains;
  readonly anyNetworks: HostAnyNetworks;
  readonly anyStorage: HostAnyStorage;
  readonly orphans: Orphans;
  readonly networks: Networks;
  readonly storage: Storage;
  readonly consoles: Consoles;
  readonly nvram: Nvram;
  readonly screenPlace: ScreenPlace;
  readonly checkpoints: Checkpoints;
  readonly devices: Devices;
  readonly faults: Faults;
  readonly #target: HostTarget;
  readonly #reach: Reach;
  readonly #logger: HostLogger | undefined;
  readonly #status: HostStatus;
  readonly #connection: ReconnectingConnection;
  readonly #acceleration: AccelerationFinder;
  readonly #readings: HostReadings;
  readonly #domainListeners = new Listeners<DomainEvent>();
  readonly #connectedListeners = new Listeners();
  readonly #objectListeners = new Listeners();

  constructor({ name, uri, installation, images = SYSTEM_IMAGES, probes, logger, ...rest }: HostOptions) {
    const { builtIn = false, settings = DEFAULT_HOST_SETTINGS, knownHosts, dhcpLogs } = rest;
    this.name = name;
    this.uri = uri;
    this.#logger = logger;
    const route = routeTo(uri, knownHosts);
    const { isLocal } = route;
    this.#reach = route.reach;
    this.screenPlace = route.screenPlace;
    this.#target = { uri, installation: checkInstallation(installation), images, isLocal };
    this.#status = new HostStatus({ name, uri, builtIn, settings });
    this.#connection = new ReconnectingConnection(
      uri,
      {
        connected: (connection) => this.#connected(connection),
        disconnected: (reason) => this.#disconnected(reason),
        onEvent: (event) => this.#event(event),
        onObject: (event) => this.#object(event),
      },
      { sshOptions: route.sshOptions },
    );
    this.networks = new Networks(this.#connection, this.#target, { logger, dhcpLogs });
    this.storage = new Storage(this.#connection, this.#target);
    const files = new StateFiles(this.#target.installation);
    const { networks, storage } = this;
    this.domains = new Domains(
      this.#connection,
      { networks, storage, files },
      this.#target,
      this.screenPlace,
    );
    this.orphans = new Orphans(this.#connection, this.#target);
    this.anyNetworks = new HostAnyNetworks(this.#connection, this.networks);
    this.anyStorage = new HostAnyStorage(this.#connection);
    this.anyDomains = new HostAnyDomains(this.#connection, this.#target);
    this.consoles = new Consoles(this.domains, this.storage, isLocal, route.reach);
    this.nvram = new Nvram(this.#connection, files);
    this.checkpoints = new Checkpoints(this.#connection, this.#target, { storage: this.storage, files });
    this.devices = new Devices(this.#connection);
    this.faults = new Faults(this.#connection, this.#target);
    this.#acceleration = new AccelerationFinder(this.#connection, { name, installation, isLocal, probes });
    this.#readings = new HostReadings({
      ...{ connection: this.#connection, target: this.#target, status: this.#status, logger },
      ...{ acceleration: this.#acceleration, networks: this.networks, storage: this.storage },
    });
  }

  get counted(): Counted {
    return this.#readings.counted;
  }

  countDisksOf(nodes: () => Iterable<string>): void {
    this.#readings.countDisksOf(nodes);
  }

  get status(): Host {
    return this.#status.present;
  }

  onStatus(listener: (status: Host) => void): () => void {
    return this.#status.onChange(listener);
  }

  onDomain(listener: (event: DomainEvent) => void): () => void {
    return this.#domainListeners.add(listener);
  }

  onObjects(listener: () => void): () => void {
    return this.#objectListeners.add(listener);
  }

  onConnected(listener: () => void): () => void {
    return this.#connectedListeners.add(listener);
  }

  whenConnected(timeout: number): Promise<void> {
    return this.#connection.whenConnected(timeout);
  }

  async answers(within: number): Promise<boolean> {
    try {
      await this.#connection.use('asking whether it answers', (connection) =>
        connection.getLibVersion({ timeout: within }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConsoleError) return false;
      throw error;
    }
  }

  async reaches(url: URL, signal: AbortSignal): Promise<true | string | null> {
    return this.#reach === reachNot ? null : reaches(url, this.#reach, signal);
  }

  configure(settings: HostSettings): void {
    this.#status.update({ settings });
  }

  setCheck(id: string, check: Omit<Check, 'id'> | null): void {
    this.#status.setCheck(id, check);
  }

  acceleration(): Promise<Acceleration> {
    return this.#readings.acceleration();
  }

  checks(): Promise<Check[]> {
    return this.#readings.checks();
  }

  firmware(secureBoot: boolean): Promise<FirmwareFiles> {
    return this.#connection.use('looking for firmware', (connection) =>
      findFirmware(connection, this.#target.isLocal, secureBoot),
    );
  }

  async checkMachine(machine: Machine): Promise<void> {
    if (machine.acceleration === 'kvm') requireKvm(await this.acceleration());
    await this.firmware(machine.secureBoot);
    await this.#connection.use('asking what its domains can have', (connection) =>
      checkDevices(connection, machine),
    );
  }

  async leftovers(): Promise<HostLeftovers> {
    const [domains, networks, storage] = await Promise.all([
      this.domains.leftovers(),
      this.networks.leftovers(),
      this.storage.leftovers(),
    ]);
    return { domains, networks, ...storage };
  }

  counters(): Promise<HostCounters> {
    return this.#connection.use('measuring what the host uses', readCounters);
  }

  async resources(): Promise<HostResources> {
    const [networks, bridges, pools] = await Promise.all([
      this.networks.list(),
      this.#target.isLocal ? bridgesOfMachine() : null,
      this.storage.pools(),
    ]);
    const taken = new Set(networks.map(({ bridge }) => bridge));
    return { networks, bridges: bridges?.filter(({ name }) => !taken.has(name)) ?? null, pools };
  }

  async close(): Promise<void> {
    this.#readings.stop();
    this.networks.close();
    this.#status.close();
    this.#domainListeners.clear();
    this.#connectedListeners.clear();
    this.#objectListeners.clear();
    await this.#acceleration.close();
    await this.#connection.close();
    await this.#readings.ended();
  }

  #connected(connection: Connection): void {
    connectedNow();
    this.#logger?.info({ host: this.name, uri: this.uri }, 'connected to libvirt');
    this.#status.update({ state: 'connected', reason: null, fix: null });
    this.#acceleration.reconnected();
    this.#connectedListeners.notify();
    this.#readings.connected(connection);
  }

  #disconnected(reason: ConsoleError): void {
    if (this.status.reason !== reason.message) {
      this.#logger?.warn(
        { host: this.name, uri: this.uri, reason: reason.message },
        'no connection to libvirt',
      );
    }
    this.#status.update({ state: 'unreachable', reason: reason.message, fix: reason.fix });
    this.#readings.disconnected(reason);
  }

  #event(event: DomainEvent): void {
    this.#domainListeners.notify(event);
    this.#readings.soon();
  }

  #object({ kind, name }: ObjectEvent): void {
    if (kind === 'refresh' && !this.anyStorage.noteRefresh(name)) return;
    this.#objectListeners.notify();
  }
}
