import { type Duplex } from 'node:stream';
import { type Acceleration, type Check, type Host } from '../../lib/contract/host.ts';
import { type Machine } from '../../lib/contract/machine.ts';
import { type NodeState } from '../../lib/contract/node.ts';

/** The part of a pino logger that is needed. */
export interface HostLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** What our metadata element in a domain's XML says, so that an empty database can take its nodes back. */
export interface NodeMetadata {
  /** Which console made it; one host may serve several. */
  readonly installation: string;
  readonly nodeId: string;
  readonly runId: string;
  readonly template: string;
  readonly orchestrator: string | null;
  readonly flow: 'nio' | 'io';
  readonly bootMethod: 'uefi-http' | 'ipxe-disk';
  /** What was chosen; the definition tells only what it came to. */
  readonly accelerationChoice: Machine['acceleration'];
  readonly createdAt: string;
  readonly createdBy: string;
}

/** The typed model that domain XML is made of. */
export interface DomainModel {
  readonly name: string;
  readonly uuid: string;
  readonly serial: string;
  readonly mac: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly acceleration: 'kvm' | 'tcg';
  readonly machine: Omit<Machine, 'acceleration'>;
  readonly network: string;
  readonly firmware: FirmwareFiles;
  /** Paths on the host, as its pool names them. */
  readonly disk: string;
  /** Firmware certificate list (EFI signature lists); null: the firmware trusts nobody and HTTPS boot fails. */
  readonly authority: string | null;
  readonly serialLogs: readonly [string, string];
  /** Asked for by the VNC server; at most 8 characters count. */
  readonly vncPassword: string;
  readonly metadata: NodeMetadata;
}

export interface FirmwareFiles {
  readonly code: string;
  readonly variables: string;
  readonly version: string;
}

/** A NAT network that boots its machines from an orchestrator. */
export interface NetworkModel {
  readonly name: string;
  readonly installation: string;
  /** First three numbers of the /24; the host is .1. */
  readonly subnet: string;
  readonly bootProgramUrl: string;
  /** For an iPXE that has no script of its own; null with a real orchestrator's signed iPXE. */
  readonly bootScriptUrl: string | null;
  /** Names that resolve to `address` inside the network (the simulator's; a real orchestrator's if overridden). */
  readonly names: readonly { readonly address: string; readonly names: readonly string[] }[];
}

/** A domain as libvirt knows it now. */
export interface DomainFacts {
  readonly name: string;
  readonly uuid: string;
  /** libvirt's number; null while it is off. It comes again after a restart of the daemon or host. */
  readonly id: number | null;
  readonly state: NodeState;
  /** libvirt's reason in words: booted, destroyed, crashed, shutdown, ioerror … */
  readonly reason: string;
  /** Only domains of ours have it. */
  readonly metadata: NodeMetadata | null;
}

/** What exists for a domain besides its definition, as the host knows it now. */
export interface DomainResources {
  /** Names of volumes in the installation's pool that nobody else uses. */
  readonly volumes: readonly string[];
  /** Volumes of its own that another domain uses too: they stay. */
  readonly shared: readonly { readonly name: string; readonly by: string }[];
  /** Paths of disks that somebody attached from elsewhere: they stay. */
  readonly outside: readonly string[];
  readonly snapshots: readonly string[];
  readonly nvram: string | null;
  /** Of a managed save. */
  readonly hasSavedMemory: boolean;
  /** Of QEMU and the TPM's emulator; those that the console's user may not remove stay. */
  readonly logs: { readonly removable: readonly string[]; readonly kept: readonly string[] };
}

/** What a domain's own definition says of the node that it is; for taking one back that the database does not know. */
export interface DomainHardware {
  readonly serial: string;
  readonly mac: string;
  readonly network: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
  readonly machine: Omit<Machine, 'acceleration'>;
}

/** A lifecycle event. It is only a hint: read the domain again for its state. */
export interface DomainEvent {
  readonly uuid: string;
  readonly name: string;
  readonly lifecycle:
    | 'defined'
    | 'undefined'
    | 'started'
    | 'suspended'
    | 'resumed'
    | 'stopped'
    | 'crashed'
    | 'rebooted'
    | 'other';
  readonly detail: string;
}

/** What exists on a host because of us, by name; equal before a create and after its delete. */
export interface HostLeftovers {
  readonly domains: readonly string[];
  readonly networks: readonly string[];
  readonly pools: readonly string[];
  readonly volumes: readonly string[];
}

/** The domains of a host, by UUID. */
export interface HostDomains {
  list(): Promise<DomainFacts[]>;
  get(uuid: string): Promise<DomainFacts | null>;
  named(name: string): Promise<DomainFacts | null>;
  /** Another one after every power-on, the same across restarts of the daemon; null while it is off. */
  powerOnId(uuid: string): Promise<string | null>;
  xml(uuid: string): Promise<string>;
  hardware(uuid: string): Promise<DomainHardware>;
  /** Nothing when there is no such domain. */
  resources(uuid: string): Promise<DomainResources>;
  /** Defined as the model says; its network is made again if it was removed meanwhile. */
  ensure(model: DomainModel): Promise<void>;
  startPaused(uuid: string): Promise<void>;
  resume(uuid: string): Promise<void>;
  pause(uuid: string): Promise<void>;
  shutdown(uuid: string): Promise<void>;
  reboot(uuid: string): Promise<void>;
  reset(uuid: string): Promise<void>;
  /** Switches it off at once. Off already: fine. */
  destroy(uuid: string): Promise<void>;
  /** With NVRAM and TPM state. Gone already: fine. */
  remove(uuid: string): Promise<void>;
}

/** The installation's networks, by name. */
export interface HostNetworks {
  ensure(model: NetworkModel): Promise<void>;
  /** Only if no domain uses it. True if it is gone. */
  removeIfUnused(name: string): Promise<boolean>;
  /** Domains with an interface in it, and those that may have one. */
  users(name: string): Promise<{ readonly users: readonly string[]; readonly unreadable: readonly string[] }>;
  /** The first three numbers of its /24; null if there is no such network. */
  subnet(name: string): Promise<string | null>;
  /**
   * A /24 that overlaps no network of libvirt and, on this machine, no address or route; `preferred` if that is free.
   */
  freeSubnet(preferred?: string): Promise<string>;
  /** From DHCP leases (and the ARP table). */
  address(network: string, mac: string): Promise<string | null>;
}

/**
 * The installation's storage pool: a directory pool below libvirt's image folder. CA lists, disks and serial logs live
 * in it, so that all of them can be reached through libvirt, by users who are not root too.
 */
export interface HostStorage {
  /** Rejects when nothing could be stored, because of what somebody made on the host. */
  check(): Promise<void>;
  ensurePool(): Promise<void>;
  removePoolIfEmpty(): Promise<boolean>;
  /** A volume with these bytes; same name and length: kept. Returns its path. */
  ensureFile(name: string, bytes: Uint8Array): Promise<string>;
  /** An empty qcow2 disk. Returns its path. */
  ensureDisk(name: string, gibibytes: number): Promise<string>;
  /** Where a volume of this name is or would be. */
  volumePath(name: string): Promise<string>;
  removeVolumes(names: readonly string[]): Promise<void>;
}

export interface SerialLogPart {
  /** Bytes since power-on of the first of `bytes`. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** False when the beginning is lost and its length could not be determined: then `offset` is a lower bound. */
  readonly exact: boolean;
}

/** Serial ports and screens of a host's domains. */
export interface HostConsoles {
  /** Live bytes of a serial port; one reader at a time, which is us. Writing types. */
  openSerial(uuid: string, port: number): Promise<Duplex>;
  /**
   * Bytes of the log file that the domain has of that port (without a domain: of the one its console would have made
   * under that name) from `from` on (virtlogd may have rotated it: then `offset` is where it begins). virtlogd keeps
   * about the last 8 MiB and does not say how much it discarded; `known`, the last bytes the caller has before `from`
   * (4 KiB are plenty), determines where the rest belongs.
   */
  readSerialLog(
    domain: { readonly uuid: string; readonly name: string },
    port: number,
    from: number,
    known?: Buffer,
  ): Promise<SerialLogPart>;
  openVnc(uuid: string): Promise<Duplex>;
}

/**
 * One libvirt host. Every `ensure…` and `remove…` may be repeated and finds its own earlier work, so that an
 * interrupted operation is simply run again. Everything rejects with a ConsoleError (host-unreachable,
 * host-permission, host-refused, no-firmware, no-capacity, conflict, not-found).
 */
export interface HypervisorHost {
  readonly name: string;
  readonly uri: string;
  readonly domains: HostDomains;
  readonly networks: HostNetworks;
  readonly storage: HostStorage;
  readonly consoles: HostConsoles;
  /** What is known of it now, without waiting. */
  readonly status: Host;
  /** Called with every change of `status`. */
  onStatus(listener: (status: Host) => void): () => void;
  onDomain(listener: (event: DomainEvent) => void): () => void;
  /** Called after every (re)connect, when subscriptions stand: list everything again. */
  onConnected(listener: () => void): () => void;
  /** Resolves when connected; rejects with the reason after `timeout` milliseconds. */
  whenConnected(timeout: number): Promise<void>;
  acceleration(): Promise<Acceleration>;
  /** With `secureBoot` one that has keys enrolled. */
  firmware(secureBoot: boolean): Promise<FirmwareFiles>;
  /** Rejects with `invalid` or `no-firmware`, and the reason, when the host cannot run such a machine. */
  checkMachine(machine: Machine): Promise<void>;
  checks(): Promise<Check[]>;
  /** Adds a finding of the caller's to the checks of the host, or takes it away again. */
  setCheck(id: string, check: Omit<Check, 'id'> | null): void;
  leftovers(): Promise<HostLeftovers>;
  close(): Promise<void>;
}
