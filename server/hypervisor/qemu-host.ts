import type { Connection } from 'node-libvirt';
import { ConsoleError, messageOf } from '../../lib/contract/error.ts';
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
import { calm, connectedNow } from './connection/calm.ts';
import { type ObjectEvent, ReconnectingConnection } from './connection/reconnecting-connection.ts';
import { Consoles } from './consoles/consoles.ts';
import { type Reach, reachNot } from './consoles/reach.ts';
import { Domains } from './domains/domains.ts';
import { findFirmware } from './firmware/find.ts';
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
import { readCapacity } from './capacity.ts';
import type { HostCounters } from './metrics/api.ts';
import { readCounters } from './metrics/counters.ts';
import { checksWithoutLibvirt, type HostTarget, readHost } from './read-host.ts';

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
  /** Keeps the result of the KVM probe, so that a restart does not have to wait for it. */
  readonly probes?: ProbeStore;
  readonly logger?: HostLogger;
}

/** Milliseconds between polls of what changes without an event: memory, free space and KVM. */
const POLL_INTERVAL = 30_000;
/** Milliseconds to wait after an event, because several arrive together. */
const CAPACITY_DELAY = 300;

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
  readonly #domainListeners = new Listeners<DomainEvent>();
  readonly #connectedListeners = new Listeners();
  readonly #objectListeners = new Listeners();
  readonly #background = new Set<Promise<unknown>>();
  readonly #interval: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;
  #counted: Counted = { running: new Set(), disks: new Set() };
  #nodes: () => Iterable<string> = () => [];
  #isClosed = false;

  constructor({ name, uri, installation, images = SYSTEM_IMAGES, probes, logger, ...rest }: HostOptions) {
    const { builtIn = false, settings = DEFAULT_HOST_SETTINGS, knownHosts } = rest;
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
    this.networks = new Networks(this.#connection, this.#target, logger);
    this.storage = new Storage(this.#connection, this.#target);
    this.domains = new Domains(this.#connection, this, this.#target, this.screenPlace);
    this.orphans = new Orphans(this.#connection, this.#target);
    this.anyNetworks = new HostAnyNetworks(this.#connection, this.networks);
    this.anyStorage = new HostAnyStorage(this.#connection);
    this.anyDomains = new HostAnyDomains(this.#connection, this.#target);
    this.consoles = new Consoles(this.domains, this.storage, isLocal, route.reach);
    const files = new StateFiles(this.#target.installation);
    this.nvram = new Nvram(this.#connection, files);
    this.checkpoints = new Checkpoints(this.#connection, this.#target, { storage: this.storage, files });
    this.devices = new Devices(this.#connection);
    this.faults = new Faults(this.#connection, this.#target);
    this.#acceleration = new AccelerationFinder(this.#connection, { name, installation, isLocal, probes });
    this.#interval = setInterval(() => {
      this.#refreshCapacity();
      this.#refreshAcceleration();
      this.#refreshConflicts();
    }, POLL_INTERVAL);
    this.#interval.unref();
  }

  get counted(): Counted {
    return this.#counted;
  }

  countDisksOf(nodes: () => Iterable<string>): void {
    this.#nodes = nodes;
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

  async acceleration(): Promise<Acceleration> {
    const acceleration = await this.#acceleration.get();
    this.#status.update({ acceleration });
    return acceleration;
  }

  async checks(): Promise<Check[]> {
    try {
      await this.#connection.use('checking the host', (connection) => this.#readHost(connection));
      await this.#checkConflicts();
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      this.#status.update({ checks: await checksWithoutLibvirt(error, this.#target) });
    }
    return this.status.checks;
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
    this.#isClosed = true;
    clearInterval(this.#interval);
    clearTimeout(this.#soon);
    this.#status.close();
    this.#domainListeners.clear();
    this.#connectedListeners.clear();
    this.#objectListeners.clear();
    await this.#acceleration.close();
    await this.#connection.close();
    await Promise.all(this.#background);
  }

  #connected(connection: Connection): void {
    connectedNow();
    this.#logger?.info({ host: this.name, uri: this.uri }, 'connected to libvirt');
    this.#status.update({ state: 'connected', reason: null, fix: null });
    this.#acceleration.reconnected();
    this.#connectedListeners.notify();
    this.#inBackground(async () => {
      await calm();
      await this.#connection.use('looking at the host', () => this.#readHost(connection));
      this.#refreshAcceleration();
      this.#refreshConflicts();
    });
  }

  #disconnected(reason: ConsoleError): void {
    if (this.status.reason !== reason.message) {
      this.#logger?.warn(
        { host: this.name, uri: this.uri, reason: reason.message },
        'no connection to libvirt',
      );
    }
    this.#status.update({ state: 'unreachable', reason: reason.message, fix: reason.fix });
    this.#inBackground(async () => {
      const checks = await checksWithoutLibvirt(reason, this.#target);
      if (this.status.state === 'unreachable') this.#status.update({ checks });
    });
  }

  #event(event: DomainEvent): void {
    this.#domainListeners.notify(event);
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#refreshCapacity();
    }, CAPACITY_DELAY);
  }

  #object({ kind, name }: ObjectEvent): void {
    if (kind === 'refresh' && !this.anyStorage.noteRefresh(name)) return;
    this.#objectListeners.notify();
  }

  async #readHost(connection: Connection): Promise<void> {
    const { reading, counted } = await readHost(connection, this.#target, {
      acceleration: this.status.acceleration,
      nodes: new Set(this.#nodes()),
    });
    this.#counted = counted;
    this.#status.update(reading);
  }

  #refreshCapacity(): void {
    if (this.status.state !== 'connected') return;
    this.#inBackground(() =>
      this.#connection.use('looking at the host', async (connection) => {
        const { capacity, counted } = await readCapacity(connection, this.#target, new Set(this.#nodes()));
        this.#counted = counted;
        this.#status.update({ capacity });
      }),
    );
  }

  /** Conflicting networks, routes and pools appear without an event. */
  #refreshConflicts(): void {
    if (this.status.state !== 'connected') return;
    this.#inBackground(() => this.#checkConflicts());
  }

  async #checkConflicts(): Promise<void> {
    this.setCheck('node-network', await this.networks.problem());
    this.setCheck('storage-pool', await this.storage.problem());
  }

  /** A change of the acceleration changes the host's checks. */
  #refreshAcceleration(): void {
    if (this.status.state !== 'connected') return;
    this.#inBackground(async () => {
      const before = this.status.acceleration;
      if ((await this.acceleration()) === before) return;
      await this.#connection.use('looking at the host', (connection) => this.#readHost(connection));
    });
  }

  /** Work without a caller: a failure is logged, and shows in the host's status or at the next connection. */
  #inBackground(work: () => Promise<void>): void {
    if (this.#isClosed) return;
    const end = work().catch((error: unknown) => {
      const reason = messageOf(error);
      if (!this.#isClosed) this.#logger?.warn({ host: this.name, reason }, 'looking at the host failed');
    });
    this.#background.add(end);
    void end.then(() => this.#background.delete(end));
  }
}
