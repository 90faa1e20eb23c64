import type { Acceleration, Check, Host } from '../../lib/contract/host.ts';
import type { HostSettings } from '../../lib/contract/host-settings.ts';
import type { HostResources } from '../../lib/contract/host-resources.ts';
import type { Machine } from '../../lib/contract/machine.ts';
import type { AnyDomains } from './any-domains/api.ts';
import type { AnyNetworks } from './any-networks/api.ts';
import type { AnyStorage } from './any-storage/api.ts';
import type { HostDevices } from './devices/api.ts';
import type { HostFaults } from './faults/api.ts';
import type { HostCheckpoints } from './checkpoints/api.ts';
import type { HostConsoles } from './consoles/api.ts';
import type { DomainEvent, FirmwareFiles, HostDomains, ScreenPlace } from './domains/api.ts';
import type { HostCounters } from './metrics/api.ts';
import type { HostNetworks } from './networks/api.ts';
import type { HostNvram } from './nvram/api.ts';
import type { HostOrphans } from './orphans/api.ts';
import type { HostStorage } from './storage/api.ts';

export type { AnyDomain, AnyDomains, AnySnapshots } from './any-domains/api.ts';
export type { AnyNetworks } from './any-networks/api.ts';
export type { AnyStorage, VolumeAddress } from './any-storage/api.ts';
export type {
  DiskPlace,
  DomainState,
  HostCheckpoints,
  Layer,
  Merge,
  StateCopies,
} from './checkpoints/api.ts';
export type { AddedCard, AddedDisk, HostDevices } from './devices/api.ts';
export type { HostFaults } from './faults/api.ts';
export type { HostConsoles, SerialLogPart } from './consoles/api.ts';
export type {
  AddedDevices,
  DomainResources,
  DomainDefinition,
  DomainEvent,
  DomainFacts,
  DomainModel,
  FirmwareFiles,
  HardwareChange,
  HostDomains,
  ListedDomain,
  Medium,
  NodeMetadata,
  ScreenPlace,
} from './domains/api.ts';
export type { DomainCounters, HostCounters } from './metrics/api.ts';
export type {
  DhcpOffer,
  DhcpPlace,
  DhcpSurvey,
  Disconnected,
  HostNetworks,
  NetworkInspection,
  NetworkModel,
  NetworkPlan,
  WantedOptions,
} from './networks/api.ts';
export type { HostNvram, SecureBootFacts } from './nvram/api.ts';
export type { HostOrphan, HostOrphans, KnownNodes } from './orphans/api.ts';
export type { DiskBase, FileReaders, HostImages, HostStorage, VolumeWriter } from './storage/api.ts';

/** The part of a pino logger that a host uses. */
export interface HostLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** What the console has created on a host, by name; the same before a create and after its delete. */
export interface HostLeftovers {
  readonly domains: readonly string[];
  readonly networks: readonly string[];
  readonly pools: readonly string[];
  readonly volumes: readonly string[];
}

/**
 * One libvirt host. Every `ensure…` and `remove…` is idempotent, so that an interrupted operation can simply be run
 * again. Everything rejects with a ConsoleError (host-unreachable, host-permission, host-refused, no-firmware,
 * no-capacity, conflict, not-found).
 */
/** UUIDs of the domains that the capacity of a host includes. */
export interface Counted {
  /** Running ones: their vCPUs and memory. */
  readonly running: ReadonlySet<string>;
  /** What their disks may still grow by. */
  readonly disks: ReadonlySet<string>;
}

export interface HypervisorHost {
  readonly name: string;
  readonly uri: string;
  readonly domains: HostDomains;
  /** Those of others too. */
  readonly anyDomains: AnyDomains;
  readonly anyNetworks: AnyNetworks;
  readonly anyStorage: AnyStorage;
  readonly orphans: HostOrphans;
  readonly networks: HostNetworks;
  readonly storage: HostStorage;
  readonly consoles: HostConsoles;
  readonly nvram: HostNvram;
  /** Where screens have to listen for the console to reach them. */
  readonly screenPlace: ScreenPlace;
  readonly checkpoints: HostCheckpoints;
  readonly devices: HostDevices;
  readonly faults: HostFaults;
  /** What is known about it now, without waiting. */
  readonly status: Host;
  /** What people decided about it, as its status then shows. */
  configure(settings: HostSettings): void;
  readonly counted: Counted;
  /** The console's nodes on it, by UUID: the capacity in `status` includes their disks while they are off, too. */
  countDisksOf(nodes: () => Iterable<string>): void;
  /** Calls the listener on every change of `status`. */
  onStatus(listener: (status: Host) => void): () => void;
  onDomain(listener: (event: DomainEvent) => void): () => void;
  /** Calls the listener when a network or pool was defined, changed or removed, or volumes may have come or gone. */
  onObjects(listener: () => void): () => void;
  /** Calls the listener after every (re)connect, once events are subscribed to: list everything again. */
  onConnected(listener: () => void): () => void;
  /** Resolves when connected; rejects with the reason after `timeout` milliseconds. */
  whenConnected(timeout: number): Promise<void>;
  /** Whether libvirt answers now, within so many milliseconds: one that hangs still counts as connected for a while. */
  answers(within: number): Promise<boolean>;
  /**
   * Whether the machine reaches a web server: true, or why not. Null: that cannot be tried from there. For this machine
   * it is the same as for the console.
   */
  reaches(url: URL, signal: AbortSignal): Promise<true | string | null>;
  acceleration(): Promise<Acceleration>;
  /** With `secureBoot`, firmware with enrolled keys. */
  firmware(secureBoot: boolean): Promise<FirmwareFiles>;
  /** Rejects with `invalid` or `no-firmware`, and the reason, when the host cannot run this machine. */
  checkMachine(machine: Machine): Promise<void>;
  checks(): Promise<Check[]>;
  /** Adds the caller's own check to those of the host; null removes it. */
  setCheck(id: string, check: Omit<Check, 'id'> | null): void;
  leftovers(): Promise<HostLeftovers>;
  /** What it and its running domains have used so far. */
  counters(): Promise<HostCounters>;
  /** Networks, bridges and pools, of whoever made them. */
  resources(): Promise<HostResources>;
  close(): Promise<void>;
}
