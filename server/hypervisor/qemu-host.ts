import { type Duplex } from 'node:stream';
import { type Connection } from 'node-libvirt';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type Acceleration, type Check, type Host } from '../../lib/contract/host.ts';
import { AccelerationFinder } from './acceleration/acceleration.ts';
import { type SettingsStore } from './acceleration/remembered.ts';
import {
  type DomainFacts,
  type DomainHardware,
  type DomainEvent,
  type DomainModel,
  type FirmwareFiles,
  type HostLeftovers,
  type HostLogger,
  type HypervisorHost,
  type NetworkModel,
} from './api.ts';
import { ReconnectingConnection } from './connection/reconnecting-connection.ts';
import { Domains } from './domains/domains.ts';
import { findFirmware } from './firmware/find.ts';
import { HostStatus } from './host-status.ts';
import { checkInstallation, serialLogVolume } from './names.ts';
import { Networks } from './networks/networks.ts';
import { SYSTEM_IMAGES } from './storage/pool.ts';
import { Storage } from './storage/storage.ts';
import { readCapacity } from './capacity.ts';
import { checksWithoutLibvirt, type HostTarget, readHost } from './read-host.ts';

export interface HostOptions {
  /** What the host is called in the console. */
  readonly name: string;
  readonly uri: string;
  /** 1 to 20 lower-case letters and digits; tells what several consoles have on one host apart. */
  readonly installation: string;
  /** The folder in which the installation's pool is made; libvirt's own unless told. */
  readonly images?: string;
  /** Keeps the outcome of the probe for KVM, so that a restart does not have to wait for it. */
  readonly settings?: SettingsStore;
  readonly logger?: HostLogger;
}

/** Milliseconds between looks at what changes without an event: memory and free space, and whether there is KVM. */
const LOOK_INTERVAL = 30_000;
/** After an event: several come together. */
const CAPACITY_DELAY = 300;

const isLocalUri = (uri: string): boolean => /^[a-z]+(\+unix)?:\/\/\//.test(uri);

/** A libvirt host with QEMU. Connects, and connects again, by itself. */
export class QemuHost implements HypervisorHost {
  readonly name: string;
  readonly uri: string;
  readonly #place: HostTarget;
  readonly #logger: HostLogger | undefined;
  readonly #picture: HostStatus;
  readonly #connection: ReconnectingConnection;
  readonly #domains: Domains;
  readonly #networks: Networks;
  readonly #storage: Storage;
  readonly #acceleration: AccelerationFinder;
  readonly #domainListeners = new Set<(event: DomainEvent) => void>();
  readonly #connectedListeners = new Set<() => void>();
  readonly #background = new Set<Promise<unknown>>();
  readonly #interval: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ name, uri, installation, images = SYSTEM_IMAGES, settings, logger }: HostOptions) {
    this.name = name;
    this.uri = uri;
    this.#logger = logger;
    const isLocal = isLocalUri(uri);
    this.#place = { uri, installation: checkInstallation(installation), images, isLocal };
    this.#picture = new HostStatus(name, uri);
    this.#connection = new ReconnectingConnection(uri, {
      connected: (connection) => this.#connected(connection),
      disconnected: (reason) => this.#disconnected(reason),
      onEvent: (event) => this.#event(event),
    });
    this.#networks = new Networks(this.#connection, installation, isLocal, logger);
    this.#storage = new Storage(this.#connection, installation, images);
    this.#domains = new Domains(this.#connection, installation, isLocal, () => this.#storage.freshPool());
    this.#acceleration = new AccelerationFinder(this.#connection, { name, installation, isLocal, settings });
    this.#interval = setInterval(() => {
      this.#refreshCapacity();
      this.#refreshAcceleration();
      this.#lookAtOthers();
    }, LOOK_INTERVAL);
    this.#interval.unref();
  }

  get host(): Host {
    return this.#picture.host;
  }

  onHost(listener: (host: Host) => void): () => void {
    return this.#picture.onHost(listener);
  }

  onDomain(listener: (event: DomainEvent) => void): () => void {
    this.#domainListeners.add(listener);
    return () => {
      this.#domainListeners.delete(listener);
    };
  }

  onConnected(listener: () => void): () => void {
    this.#connectedListeners.add(listener);
    return () => {
      this.#connectedListeners.delete(listener);
    };
  }

  whenConnected(timeout: number): Promise<void> {
    return this.#connection.whenConnected(timeout);
  }

  listDomains(): Promise<DomainFacts[]> {
    return this.#domains.list();
  }

  domain(uuid: string): Promise<DomainFacts | null> {
    return this.#domains.facts(uuid);
  }

  domainNamed(name: string): Promise<DomainFacts | null> {
    return this.#domains.factsNamed(name);
  }

  powerOn = (uuid: string): Promise<string | null> => this.#domains.powerOn(uuid);
  domainXml = (uuid: string): Promise<string> => this.#domains.xml(uuid);
  hardware = (uuid: string): Promise<DomainHardware> => this.#domains.hardware(uuid);

  address(network: string, mac: string): Promise<string | null> {
    return this.#networks.address(network, mac);
  }

  resources: HypervisorHost['resources'] = (uuid) => this.#domains.resources(uuid);

  setCheck: HypervisorHost['setCheck'] = (id, check) => this.#picture.setCheck(id, check);

  async acceleration(): Promise<Acceleration> {
    const acceleration = await this.#acceleration.get();
    this.#picture.update({ acceleration });
    return acceleration;
  }

  async checks(): Promise<Check[]> {
    try {
      await this.#connection.use('checking the host', (connection) => this.#survey(connection));
      await this.#remarkOthers();
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      this.#picture.update({ checks: await checksWithoutLibvirt(error, this.#place.isLocal) });
    }
    return this.host.checks;
  }

  firmware(): Promise<FirmwareFiles> {
    return this.#connection.use('looking for firmware', (connection) =>
      findFirmware(connection, this.#place.isLocal),
    );
  }

  freeSubnet(preferred?: string): Promise<string> {
    return this.#networks.freeSubnet(preferred);
  }

  checkStorage = (): Promise<void> => this.#storage.check();
  ensurePool = (): Promise<void> => this.#storage.ensurePool();

  ensureNetwork(model: NetworkModel): Promise<void> {
    return this.#networks.ensure(model);
  }

  ensureFile(name: string, bytes: Uint8Array): Promise<string> {
    return this.#storage.ensureFile(name, bytes);
  }

  ensureDisk(name: string, gibibytes: number): Promise<string> {
    return this.#storage.ensureDisk(name, gibibytes);
  }

  volumePath(name: string): Promise<string> {
    return this.#storage.volumePath(name);
  }

  ensureDomain(model: DomainModel): Promise<void> {
    return this.#domains.ensure(model, (connection, define) =>
      this.#networks.using(connection, model.network, define),
    );
  }

  startPaused(uuid: string): Promise<void> {
    return this.#domains.startPaused(uuid);
  }

  resume(uuid: string): Promise<void> {
    return this.#domains.resume(uuid);
  }

  pause(uuid: string): Promise<void> {
    return this.#domains.pause(uuid);
  }

  shutdown(uuid: string): Promise<void> {
    return this.#domains.shutdown(uuid);
  }

  reboot(uuid: string): Promise<void> {
    return this.#domains.reboot(uuid);
  }

  reset(uuid: string): Promise<void> {
    return this.#domains.reset(uuid);
  }

  destroy(uuid: string): Promise<void> {
    return this.#domains.destroy(uuid);
  }

  removeDomain(uuid: string): Promise<void> {
    return this.#domains.remove(uuid);
  }

  removeVolumes(names: readonly string[]): Promise<void> {
    return this.#storage.removeVolumes(names);
  }

  removeNetworkIfUnused = (name: string): Promise<boolean> => this.#networks.removeIfUnused(name);
  networkSubnet: HypervisorHost['networkSubnet'] = (name) => this.#networks.subnet(name);
  networkUsers: HypervisorHost['networkUsers'] = (name) => this.#networks.users(name);

  removePoolIfEmpty = (): Promise<boolean> => this.#storage.removePoolIfEmpty();

  async leftovers(): Promise<HostLeftovers> {
    const [domains, networks, storage] = await Promise.all([
      this.#domains.leftovers(),
      this.#networks.leftovers(),
      this.#storage.leftovers(),
    ]);
    return { domains, networks, ...storage };
  }

  openSerial = (uuid: string, port: number): Promise<Duplex> => this.#domains.openSerial(uuid, port);

  readSerialLog: HypervisorHost['readSerialLog'] = async (
    { uuid, name },
    port,
    from,
    known = Buffer.alloc(0),
  ) => {
    const path =
      (await this.#domains.serialLogPath(uuid, port)) ?? (await this.volumePath(serialLogVolume(name, port)));
    return this.#storage.readSerialLog(path, { from, known });
  };

  openVnc = (uuid: string): Promise<Duplex> => this.#domains.openVnc(uuid);

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#interval);
    clearTimeout(this.#soon);
    this.#picture.close();
    this.#domainListeners.clear();
    this.#connectedListeners.clear();
    await this.#acceleration.close();
    await this.#connection.close();
    await Promise.all(this.#background);
  }

  #connected(connection: Connection): void {
    this.#logger?.info({ host: this.name, uri: this.uri }, 'connected to libvirt');
    this.#picture.update({ state: 'connected', reason: null, fix: null });
    this.#acceleration.reconnected();
    for (const listener of this.#connectedListeners) listener();
    this.#inBackground(async () => {
      await this.#connection.use('looking at the host', () => this.#survey(connection));
      this.#refreshAcceleration();
    });
    this.#lookAtOthers();
  }

  #disconnected(reason: ConsoleError): void {
    if (this.host.reason !== reason.message) {
      this.#logger?.warn(
        { host: this.name, uri: this.uri, reason: reason.message },
        'no connection to libvirt',
      );
    }
    this.#picture.update({ state: 'unreachable', reason: reason.message, fix: reason.fix });
    this.#inBackground(async () => {
      const checks = await checksWithoutLibvirt(reason, this.#place.isLocal);
      if (this.host.state === 'unreachable') this.#picture.update({ checks });
    });
  }

  #event(event: DomainEvent): void {
    for (const listener of this.#domainListeners) listener(event);
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#refreshCapacity();
    }, CAPACITY_DELAY);
  }

  async #survey(connection: Connection): Promise<void> {
    this.#picture.update(await readHost(connection, this.#place, this.host.acceleration));
  }

  #refreshCapacity(): void {
    if (this.host.state !== 'connected') return;
    this.#inBackground(() =>
      this.#connection.use('looking at the host', async (connection) => {
        this.#picture.update({ capacity: await readCapacity(connection, this.#place) });
      }),
    );
  }

  /** Routes, networks and pools of others come and go without an event. */
  #lookAtOthers(): void {
    if (this.host.state !== 'connected') return;
    this.#inBackground(() => this.#remarkOthers());
  }

  async #remarkOthers(): Promise<void> {
    this.setCheck('node-network', await this.#networks.problem());
    this.setCheck('storage-pool', await this.#storage.problem());
  }

  /** What its acceleration is changes what the host's checks say. */
  #refreshAcceleration(): void {
    if (this.host.state !== 'connected') return;
    this.#inBackground(async () => {
      const before = this.host.acceleration;
      if ((await this.acceleration()) === before) return;
      await this.#connection.use('looking at the host', (connection) => this.#survey(connection));
    });
  }

  /** What nobody waits for: its failure shows in the host's status, or at the next connection. */
  #inBackground(work: () => Promise<void>): void {
    if (this.#isClosed) return;
    const end = work().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#isClosed) this.#logger?.warn({ host: this.name, reason }, 'looking at the host failed');
    });
    this.#background.add(end);
    void end.then(() => this.#background.delete(end));
  }
}
