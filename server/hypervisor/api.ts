import type { Duplex } from 'node:stream';
import type { EfiVariables } from '../../lib/contract/efi-variables.ts';
import type { Acceleration, Check, Host } from '../../lib/contract/host.ts';
import type { BootSource } from '../../lib/contract/boot-source.ts';
import type { HostResources } from '../../lib/contract/host-resources.ts';
import type { Machine } from '../../lib/contract/machine.ts';
import type { NodeState } from '../../lib/contract/node.ts';
import type { HostStorage } from './storage/api.ts';

export type { DiskBase, FileReaders, HostImages, HostStorage, VolumeWriter } from './storage/api.ts';

/** The part of a pino logger that a host uses. */
export interface HostLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** The console's metadata element in a domain's XML. It lets an empty database adopt existing nodes. */
export interface NodeMetadata {
  /** The console that created it; several consoles may share one host. */
  readonly installation: string;
  readonly nodeId: string;
  readonly runId: string;
  readonly template: string;
  readonly orchestrator: string | null;
  readonly flow: 'nio' | 'io';
  readonly bootSource: BootSource;
  /** The user's choice; the definition holds only its outcome. */
  readonly accelerationChoice: Machine['acceleration'];
  /** The storage pool of its disk; null is the console's own. */
  readonly pool: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** The typed model from which domain XML is generated. */
export interface DomainModel {
  readonly name: string;
  readonly uuid: string;
  readonly serial: string;
  readonly mac: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly acceleration: 'kvm' | 'tcg';
  readonly machine: Omit<Machine, 'acceleration'>;
  /** The name of a libvirt network, or of a bridge. */
  readonly network: string;
  /** Whether the firmware boots from the network when it cannot boot from the disk; not together with a medium. */
  readonly networkBoot: boolean;
  readonly attachment: 'network' | 'bridge';
  readonly firmware: FirmwareFiles;
  /** Paths on the host, as its pool names them. */
  readonly disk: string;
  /** Beside the disk; null if it has none. */
  readonly medium: Medium | null;
  /** Path of the image that cloud-init reads; null if there is none. */
  readonly seed: string | null;
  /** Path of the firmware's CA certificates (EFI signature lists). Null: it trusts no CA, and HTTPS boot fails. */
  readonly authority: string | null;
  /** Path of what its firmware's variables begin with. Null: those that come with the firmware. */
  readonly variables: string | null;
  readonly serialLogs: readonly [string, string];
  /** Required by the VNC server; only the first 8 characters count. */
  readonly vncPassword: string;
  readonly metadata: NodeMetadata;
}

/** A read-only medium that the firmware can boot from. */
export interface Medium {
  readonly path: string;
  readonly format: 'raw' | 'qcow2';
  readonly attachment: 'cdrom' | 'usb';
  /** Tried before the disk. */
  readonly first: boolean;
}

export interface FirmwareFiles {
  readonly code: string;
  readonly variables: string;
  readonly version: string;
}

/** A NAT network, which boots its machines from an orchestrator if that has a boot program. */
export interface NetworkModel {
  readonly name: string;
  readonly installation: string;
  /** The first three octets of the /24; the host is .1. */
  readonly subnet: string;
  readonly bootProgramUrl: string | null;
  /** For an iPXE without an embedded script; null with a real orchestrator's signed iPXE. */
  readonly bootScriptUrl: string | null;
  /** Names that resolve to `address` inside the network (the simulator's; a real orchestrator's if overridden). */
  readonly names: readonly { readonly address: string; readonly names: readonly string[] }[];
}

/** A domain as libvirt knows it now. */
export interface DomainFacts {
  readonly name: string;
  readonly uuid: string;
  /** libvirt's id; null while it is off. Ids repeat after a restart of the daemon or host. */
  readonly id: number | null;
  readonly state: NodeState;
  /** libvirt's reason, by name: booted, destroyed, crashed, shutdown, ioerror … */
  readonly reason: string;
  /** Null for domains that the console did not create. */
  readonly metadata: NodeMetadata | null;
}

/** What exists for a domain besides its definition, as the host knows it now. */
export interface DomainResources {
  /** Names of volumes in the installation's pool that no other domain uses. */
  readonly volumes: readonly string[];
  /** Its own volumes that another domain also uses: they are kept. */
  readonly shared: readonly { readonly name: string; readonly by: string }[];
  /** Paths of disks attached from outside the pool: they are kept. */
  readonly outside: readonly string[];
  readonly snapshots: readonly string[];
  readonly nvram: string | null;
  /** Whether there is a managed save. */
  readonly hasSavedMemory: boolean;
  /** Logs of QEMU and the TPM emulator; those that the console's user may not remove are kept. */
  readonly logs: { readonly removable: readonly string[]; readonly kept: readonly string[] };
}

/** A node's hardware as its domain's definition describes it; for adopting a node that the database does not know. */
export interface DomainHardware {
  readonly serial: string;
  readonly mac: string;
  readonly network: string;
  readonly attachment: 'network' | 'bridge';
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

/** What the console has created on a host, by name; the same before a create and after its delete. */
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
  /** Differs for every power-on and survives restarts of the daemon; null while the domain is off. */
  powerOnId(uuid: string): Promise<string | null>;
  xml(uuid: string): Promise<string>;
  hardware(uuid: string): Promise<DomainHardware>;
  /** Empty when there is no such domain. */
  resources(uuid: string): Promise<DomainResources>;
  /** Names of the domains that use the image, or a disk that is based on it. */
  usersOfImage(name: string): Promise<readonly string[]>;
  /** Defines the domain from its model, and recreates its network if that was removed meanwhile. */
  ensure(model: DomainModel): Promise<void>;
  startPaused(uuid: string): Promise<void>;
  resume(uuid: string): Promise<void>;
  pause(uuid: string): Promise<void>;
  shutdown(uuid: string): Promise<void>;
  reboot(uuid: string): Promise<void>;
  reset(uuid: string): Promise<void>;
  /** Switches it off at once; does nothing if it is off. */
  destroy(uuid: string): Promise<void>;
  /** Removes it with its NVRAM and TPM state; does nothing if it does not exist. */
  remove(uuid: string): Promise<void>;
}

/** How a network of the console is now. */
export interface NetworkInspection {
  readonly state:
    | 'missing'
    /** The name is taken by a network that is not the console's. */
    | 'foreign'
    | 'inactive'
    /** It boots its machines in another way than its model. */
    | 'different'
    | 'ready';
  /** Lines to take away (-) and to add (+). */
  readonly differences: readonly string[];
  /** This machine's address in the active network; null when the host is another machine. */
  readonly gateway: string | null;
  /** Other programs that answer DHCP requests in it; null when that cannot be seen. */
  readonly dhcpServers: readonly string[] | null;
}

/** What a network that somebody else made has to be told, so that nodes of an orchestrator boot in it. */
export interface WantedOptions {
  readonly orchestrator: string;
  readonly bootProgramUrl: string;
  readonly bootScriptUrl: string | null;
  /** An address, or the network's own for `gateway`. */
  readonly hosts: readonly { readonly address: string; readonly names: readonly string[] }[];
}

/** What would change in such a network. */
export interface NetworkPlan {
  /** Its definition, for its next start. */
  readonly before: string;
  readonly after: string;
  /** The orchestrator whose options the console has added. */
  readonly applied: string | null;
  /** Of those, what somebody else has taken away. */
  readonly missing: readonly string[];
  /** It runs with other options than `after` has. */
  readonly restart: boolean;
  /** Domains that run in it, or may. */
  readonly running: readonly string[];
  /** Differs whenever anything of this does. */
  readonly hash: string;
}

/** A running domain that could not be connected to its network again. */
export interface Disconnected {
  readonly domain: string;
  readonly reason: string;
}

/** The installation's networks, by name; and what it adds to others. */
export interface HostNetworks {
  /** Of a network that somebody else made; `wanted` null takes back what the console has added to it. */
  planOptions(name: string, wanted: WantedOptions | null): Promise<NetworkPlan>;
  /** Does what the plan of that hash says; `conflict` if the network would now be changed otherwise. */
  changeOptions(
    name: string,
    wanted: WantedOptions | null,
    confirmed: { readonly hash: string; readonly restart: boolean },
  ): Promise<readonly Disconnected[]>;
  /** Starts it again after a restart that was interrupted. */
  finishRestart(name: string): Promise<readonly Disconnected[]>;
  inspect(model: NetworkModel): Promise<NetworkInspection>;
  ensure(model: NetworkModel): Promise<void>;
  /** Removes it if no domain uses it. True if it no longer exists. */
  removeIfUnused(name: string): Promise<boolean>;
  /** Domains with an interface in it, and those whose definition could not be read. */
  users(name: string): Promise<{ readonly users: readonly string[]; readonly unreadable: readonly string[] }>;
  /** The first three octets of its /24; null if there is no such network. */
  subnet(name: string): Promise<string | null>;
  /**
   * Why a network of the console cannot have this /24, given by its first three octets; null if it can.
   */
  subnetProblem(name: string, subnet: string): Promise<string | null>;
  /**
   * A /24 that overlaps no libvirt network and, on this machine, no address or route; `preferred` if that is free.
   */
  freeSubnet(preferred?: string): Promise<string>;
  /** From DHCP leases (and the ARP table, which is all there is for a bridge). */
  address(network: string, mac: string): Promise<string | null>;
}

/** How a domain's firmware stands to what certain certificates have signed. */
export interface SecureBootFacts {
  readonly state: EfiVariables['secureBoot'];
  /** Subjects of those that are not enrolled in db. */
  readonly missing: readonly string[];
}

/** What the firmware of a host's domains remembers, by UUID. */
export interface HostNvram {
  /** Rejects with `conflict` before the domain's first start. */
  variables(uuid: string): Promise<EfiVariables>;
  /** Lets the firmware boot from the network at the next start, and only then. The domain has to be off. */
  bootFromNetworkNext(uuid: string): Promise<void>;
  /** Before the domain's first start, of what its variables will begin with. */
  secureBoot(uuid: string, pem: string): Promise<SecureBootFacts>;
  /**
   * Enrols the certificates of a PEM text in db, instead of those that the console enrolled before. The domain has to be
   * off. `template`: path of what its variables begin with from now on, made with `templateWithSigners`.
   */
  enrolSigners(uuid: string, pem: string, template: string): Promise<void>;
  /** The firmware's variables in the file `template`, with the certificates in db: a template for one node's. */
  templateWithSigners(template: string, pem: string): Promise<Buffer>;
}

export interface SerialLogPart {
  /** Bytes since power-on of the first of `bytes`. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** False when the beginning is lost and its length unknown: `offset` is then a lower bound. */
  readonly exact: boolean;
}

/** Serial ports and screens of a host's domains. */
export interface HostConsoles {
  /** Live bytes of a serial port; takes the port from any other reader. Written bytes are typed. */
  openSerial(uuid: string, port: number): Promise<Duplex>;
  /**
   * Bytes of the domain's log of that port, starting at `from`. Without a domain: of the log that the console would
   * have created under that name. virtlogd keeps about the last 8 MiB and does not report how much it discarded; if
   * `from` is gone, the part begins at a later `offset`. `known`, the caller's last bytes before `from` (4 KiB are
   * plenty), determines where the rest belongs.
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
 * One libvirt host. Every `ensure…` and `remove…` is idempotent, so that an interrupted operation can simply be run
 * again. Everything rejects with a ConsoleError (host-unreachable, host-permission, host-refused, no-firmware,
 * no-capacity, conflict, not-found).
 */
export interface HypervisorHost {
  readonly name: string;
  readonly uri: string;
  readonly domains: HostDomains;
  readonly networks: HostNetworks;
  readonly storage: HostStorage;
  readonly consoles: HostConsoles;
  readonly nvram: HostNvram;
  /** What is known about it now, without waiting. */
  readonly status: Host;
  /** Calls the listener on every change of `status`. */
  onStatus(listener: (status: Host) => void): () => void;
  onDomain(listener: (event: DomainEvent) => void): () => void;
  /** Calls the listener after every (re)connect, once events are subscribed to: list everything again. */
  onConnected(listener: () => void): () => void;
  /** Resolves when connected; rejects with the reason after `timeout` milliseconds. */
  whenConnected(timeout: number): Promise<void>;
  acceleration(): Promise<Acceleration>;
  /** With `secureBoot`, firmware with enrolled keys. */
  firmware(secureBoot: boolean): Promise<FirmwareFiles>;
  /** Rejects with `invalid` or `no-firmware`, and the reason, when the host cannot run this machine. */
  checkMachine(machine: Machine): Promise<void>;
  checks(): Promise<Check[]>;
  /** Adds the caller's own check to those of the host; null removes it. */
  setCheck(id: string, check: Omit<Check, 'id'> | null): void;
  leftovers(): Promise<HostLeftovers>;
  /** Networks, bridges and pools, of whoever made them. */
  resources(): Promise<HostResources>;
  close(): Promise<void>;
}
