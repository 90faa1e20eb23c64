/* oxlint-disable typescript/require-await -- the interface is made of promises, memory answers at once */
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { HostResources } from '../../lib/contract/host-resources.ts';
import { DEFAULT_MACHINE } from '../../lib/contract/machine.ts';
import type { Hardware } from '../../lib/contract/node-hardware.ts';
import type { NodeState } from '../../lib/contract/node.ts';
import { Listeners } from '../../lib/listeners.ts';
import type { NodeRow } from '../db/api.ts';
import type { Annotations, HardwareChange } from '../hypervisor/domains/api.ts';
import type {
  DomainFacts,
  DomainEvent,
  DomainModel,
  HostConsoles,
  HostDomains,
  HypervisorHost,
} from '../hypervisor/api.ts';
import { diskVolume } from '../hypervisor/index.ts';
import { MOMENT } from './database.ts';
import { NO_NETWORKS, NO_STORAGE } from './memory-host-objects.ts';
import { MemoryAnyDomains, MemoryOrphans } from './memory-any-domains.ts';
import { MemoryCheckpoints } from './memory-checkpoints.ts';
import { MemoryDevices } from './memory-devices.ts';
import { MemoryFaults } from './memory-faults.ts';
import { MemoryHostStatus } from './memory-host-status.ts';
import { MemoryImages } from './memory-images.ts';
import { MemoryNetworks } from './memory-networks.ts';
import { MemoryNvram } from './memory-nvram.ts';
import { MemoryScreens } from './memory-screens.ts';
import { MemorySerialPort } from './memory-serial-port.ts';
import { SAMPLE_HARDWARE } from './samples.ts';

const FOLDER = '/images/pool';
const ACCELERATION = { kind: 'tcg', reason: 'there is none', checkedAt: MOMENT } as const;

interface MemoryHostOptions {
  readonly echoes?: boolean;
  readonly rng?: boolean;
  readonly name?: string;
}

/**
 * Domains, volumes and consoles without libvirt: for faults between core and a host, which a real host does not produce
 * on demand, and for tests of the layers above core.
 */
export class MemoryHost extends MemoryHostStatus implements HypervisorHost {
  readonly facts = new Map<string, DomainFacts>();
  readonly volumes = new Set<string>();
  readonly checkpoints = new MemoryCheckpoints(this.volumes, (uuid) => this.#get(uuid).name);
  readonly #domainListeners = new Listeners<DomainEvent>();
  readonly #connectedListeners = new Listeners();
  readonly #ports = new Map<string, MemorySerialPort>();
  readonly #echoes: boolean;
  readonly #rng: string;
  #powerOns = 0;
  readonly #screens = new MemoryScreens();
  readonly #files = new Map<string, Buffer>();
  /** What `resources` reports. */
  present: HostResources = { networks: [], bridges: [], pools: [] };
  /** Volumes in the pool `theirs` of somebody else. */
  readonly theirs = new Map<string, Buffer>();
  beforeRead = (): Promise<void> => Promise.resolve();
  /** Runs between the read and the return of a list. */
  afterListing = (): Promise<void> => Promise.resolve();
  beforeShutdown = (): Promise<void> => Promise.resolve();
  beforeStart = (): Promise<void> => Promise.resolve();
  /** Events of states are on their way, and have not arrived. */
  isSilent = false;
  /** UUIDs of domains that start with the host. */
  readonly autostarted = new Set<string>();
  /** Of domains that were changed. */
  readonly hardware = new Map<string, Hardware>();
  /** By name. */
  readonly qemuLogs = new Map<string, string>();
  readonly devices = new MemoryDevices(this.hardware);
  readonly faults = new MemoryFaults();
  beforeXml = (): Promise<void> => Promise.resolve();
  connection = Promise.resolve();

  /** With `echoes`, its serial ports echo all input. Without `rng`, its domains have no random number generator. */
  constructor({ echoes = false, rng = true, name = 'local' }: MemoryHostOptions = {}) {
    super(name);
    this.#echoes = echoes;
    this.#rng = rng ? "<rng model='virtio'/>" : '';
  }

  #theirs(pool: string): Map<string, Buffer> {
    if (pool === 'theirs') return this.theirs;
    throw new ConsoleError('not-found', `The host has no storage pool "${pool}".`);
  }

  /** A domain of the console's, off, with its disk. */
  add(installation: string, { id, name, uuid }: Pick<NodeRow, 'id' | 'name' | 'uuid'>): void {
    this.volumes.add(diskVolume(name));
    const origin = { runId: randomUUID(), template: 'ubuntu', orchestrator: null, createdAt: MOMENT };
    const ways = {
      flow: 'nio',
      bootSource: { kind: 'uefi-http' },
      accelerationChoice: 'auto',
      createdBy: 'a@b',
      pool: null,
      ...{ note: '', labels: [], files: null },
    } as const;
    const metadata = { installation, nodeId: id, ...origin, ...ways };
    this.facts.set(uuid, { name, uuid, id: null, state: 'shut off', reason: 'unknown', metadata });
  }

  /** Changes the domain's state and emits the event. */
  become(
    uuid: string,
    state: NodeState,
    lifecycle: DomainEvent['lifecycle'],
    detail = '',
    reason = detail,
  ): void {
    const facts = this.#get(uuid);
    const isOn = state === 'running' || state === 'paused';
    const id = isOn ? (facts.id ?? ++this.#powerOns) : null;
    this.facts.set(uuid, { ...facts, id, state, reason });
    if (id !== facts.id) this.#switch(uuid, isOn);
    if (this.isSilent) return;
    this.#domainListeners.notify({ uuid, name: facts.name, lifecycle, detail });
  }

  /** Like `virsh domrename`, with or without an event. */
  rename(uuid: string, name: string, how: 'quietly' | 'heard' = 'heard'): void {
    this.facts.set(uuid, { ...this.#get(uuid), name });
    if (how === 'quietly') return;
    this.#domainListeners.notify({ uuid, name, lifecycle: 'defined', detail: 'renamed' });
  }

  /** Changes what the screens show. */
  show(png: Buffer): void {
    this.#screens.shown = png;
  }

  /** The domains' ends of the open screens, which echo all input. */
  get screens(): readonly Duplex[] {
    return this.#screens.all;
  }

  /** A port of a domain that is on. */
  port(uuid: string, port = 0): MemorySerialPort {
    const key = `${uuid} ${port}`;
    const known = this.#ports.get(key) ?? new MemorySerialPort(this.#echoes);
    this.#ports.set(key, known);
    return known;
  }

  connected(): void {
    this.#connectedListeners.notify();
  }

  onDomain(listener: (hint: DomainEvent) => void): () => void {
    return this.#domainListeners.add(listener);
  }

  /** Its networks and pools never change by themselves. */
  onObjects(): () => void {
    return () => undefined;
  }

  onConnected(listener: () => void): () => void {
    return this.#connectedListeners.add(listener);
  }

  whenConnected = () => this.connection;

  answers = async () => true;

  readonly domains = {
    list: async () => {
      const domains = [...this.facts.values()];
      await this.afterListing();
      return domains;
    },
    others: async (known: ReadonlySet<string>) =>
      [...this.facts.values()].filter(({ uuid }) => !known.has(uuid)),
    get: async (uuid: string) => this.facts.get(uuid) ?? null,
    named: async (name: string) => [...this.facts.values()].find((domain) => domain.name === name) ?? null,
    powerOnId: async (uuid: string) => {
      const id = this.facts.get(uuid)?.id ?? null;
      return id === null ? null : String(id);
    },
    xml: async (uuid: string) => {
      await this.beforeXml();
      const { name } = this.#get(uuid);
      return `<domain><name>${name}</name><source file='${FOLDER}/${diskVolume(name)}'/>${this.#rng}</domain>`;
    },
    /** Like libvirt, which inspects the disk for it. */
    hardware: async (uuid: string) => {
      const { name } = this.#get(uuid);
      if (!this.volumes.has(diskVolume(name))) throw new ConsoleError('host-refused', `${name} has no disk`);
      const size = { vcpus: 1, memoryMiB: 512, diskGiB: 1 };
      return {
        serial: `SN${uuid.slice(0, 8).toUpperCase()}`,
        mac: '',
        network: 'net',
        attachment: 'network' as const,
        ...size,
        machine: DEFAULT_MACHINE,
      };
    },
    qemuLog: async (name: string) => this.qemuLogs.get(name) ?? null,
    resources: async (uuid: string) => {
      const logs = { removable: [], kept: [] };
      const disk = diskVolume(this.facts.get(uuid)?.name ?? '');
      const volumes = this.volumes.has(disk) ? [disk] : [];
      return { volumes, shared: [], outside: [], snapshots: [], nvram: null, hasSavedMemory: false, logs };
    },
    usersOfImage: async (): Promise<readonly string[]> => [],
    ensure: async ({ metadata, ...model }: DomainModel) => {
      this.add(metadata.installation, { ...model, id: metadata.nodeId });
      this.become(model.uuid, 'shut off', 'defined');
    },
    startPaused: async (uuid: string) => {
      await this.beforeStart();
      this.become(uuid, 'paused', 'started');
    },
    resume: async (uuid: string) => this.become(uuid, 'running', 'resumed'),
    pause: async (uuid: string) => this.become(uuid, 'paused', 'suspended'),
    shutdown: async (uuid: string) => {
      await this.beforeShutdown();
      this.become(uuid, 'shut off', 'stopped', 'shutdown');
    },
    reboot: async (uuid: string) => this.become(uuid, 'running', 'rebooted'),
    reset: async (uuid: string) => this.become(uuid, 'running', 'rebooted'),
    destroy: async (uuid: string) => {
      if (this.facts.get(uuid)?.id != null) this.become(uuid, 'shut off', 'stopped', 'destroyed');
    },
    annotate: async (uuid: string, annotations: Annotations) => {
      const facts = this.#get(uuid);
      const metadata = facts.metadata && { ...facts.metadata, ...annotations };
      this.facts.set(uuid, { ...facts, metadata });
    },
    rename: async (uuid: string, name: string) => this.rename(uuid, name),
    configuration: async (uuid: string) => {
      const next = this.hardware.get(uuid) ?? SAMPLE_HARDWARE;
      const present = this.#get(uuid).id === null ? null : next;
      return { present, next, autostart: this.autostarted.has(uuid) };
    },
    reconfigure: async (uuid: string, { network, medium, ...change }: HardwareChange) => {
      const next = this.hardware.get(uuid) ?? SAMPLE_HARDWARE;
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const moved = { ...(network !== undefined && { network }), ...(medium !== undefined && { medium }) };
      this.hardware.set(uuid, { ...next, ...given, ...moved });
    },
    growDisk: async (uuid: string, diskGiB: number) =>
      void this.hardware.set(uuid, { ...(this.hardware.get(uuid) ?? SAMPLE_HARDWARE), diskGiB }),
    setAutostart: async (uuid: string, autostart: boolean) => {
      if (autostart) this.autostarted.add(uuid);
      else this.autostarted.delete(uuid);
    },
    remove: async (uuid: string) => void this.facts.delete(uuid),
  } satisfies HostDomains;

  readonly orphans = new MemoryOrphans();
  readonly anyDomains = new MemoryAnyDomains(this);
  readonly anyNetworks = NO_NETWORKS;
  readonly anyStorage = NO_STORAGE;
  readonly networks = new MemoryNetworks();

  readonly storage = {
    check: async () => undefined,
    ensurePool: async () => undefined,
    removePoolIfEmpty: async () => this.volumes.size === 0,
    ensureFile: async (name: string, bytes: Uint8Array) => {
      this.volumes.add(name);
      this.#files.set(name, Buffer.from(bytes));
      return `${FOLDER}/${name}`;
    },
    readFile: async (name: string) => (this.volumes.has(name) ? (this.#files.get(name) ?? null) : null),
    ensureDisk: (name: string) => this.storage.ensureFile(name, Buffer.alloc(0)),
    images: new MemoryImages(),
    volumesOf: async (pool: string) =>
      [...this.#theirs(pool)].map(([name, bytes]) => ({ name, bytes: bytes.length })),
    readFrom: async (pool: string, name: string, { offset, length }: { offset: number; length: number }) => {
      await this.beforeRead();
      return (
        this.#theirs(pool)
          .get(name)
          ?.subarray(offset, offset + length) ?? Buffer.alloc(0)
      );
    },
    volumePath: async (name: string) => `${FOLDER}/${name}`,
    ensureDiskIn: (_pool: string, name: string) => this.storage.ensureFile(name, Buffer.alloc(0)),
    addedElsewhere: async () => [],
    removeFrom: async (_pool: string, name: string) => void this.volumes.delete(name),
    pathIn: async (pool: string, name: string) => `/pools/${pool}/${name}`,
    ownVolumes: async () => [...this.volumes],
    removeVolumes: async (names: readonly string[]) => {
      for (const name of names) this.volumes.delete(name);
    },
  };

  readonly consoles = {
    openSerial: async (uuid: string, port: number): Promise<Duplex> => {
      const { name, id } = this.#get(uuid);
      if (id === null)
        throw new ConsoleError('conflict', `${name} is not running`, { fix: 'Start the node.' });
      return this.port(uuid, port).open();
    },
    readSerialLog: async ({ uuid }: { readonly uuid: string }, port: number, from: number) =>
      this.port(uuid, port).logFrom(from),
    screenshot: async (uuid: string) => this.#screens.picture(this.#get(uuid)),
    openVnc: async (uuid: string) => this.#screens.open(this.#get(uuid)),
  } satisfies HostConsoles;

  readonly nvram = new MemoryNvram((uuid) => this.#get(uuid).name);

  acceleration = async () => ACCELERATION;
  checks = async () => [];
  checkMachine = async () => undefined;
  firmware = async () => ({ code: '/code', variables: '/variables', version: '1' });

  resources = async () => this.present;

  leftovers = async () => {
    const domains = [...this.facts.values()].map(({ name }) => name);
    return { domains, networks: [], pools: [], volumes: [...this.volumes] };
  };
  close = async () => undefined;

  #switch(uuid: string, isOn: boolean): void {
    for (const port of [this.port(uuid, 0), this.port(uuid, 1)]) {
      if (isOn) port.powerOn();
      else port.hangUp();
    }
    if (!isOn) this.#screens.close(uuid);
  }

  #get(uuid: string): DomainFacts {
    const facts = this.facts.get(uuid);
    if (facts !== undefined) return facts;
    throw new ConsoleError('not-found', `there is no domain ${uuid}`);
  }
}
