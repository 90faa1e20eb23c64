import type { AddedCard, AddedDisk } from '../devices/api.ts';
import type { BootSource } from '../../../lib/contract/boot-source.ts';
import type { BootDevice, Hardware, NodeHardware } from '../../../lib/contract/node-hardware.ts';
import type { Machine } from '../../../lib/contract/machine.ts';
import type { NodeState } from '../../../lib/contract/node.ts';

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
  readonly note: string;
  readonly labels: readonly string[];
  /** What the names of its volumes begin with, if not with its name: the one before it was renamed. */
  readonly files: string | null;
}

/** What people change of the metadata. */
export type Annotations = Partial<Pick<NodeMetadata, 'note' | 'labels' | 'files'>>;

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
  readonly screen: ScreenPlace;
  readonly metadata: NodeMetadata;
}

/** Where a domain's VNC server listens: on the host's loopback, or where libvirt connects streams to it. */
export type ScreenPlace = 'loopback' | 'stream';

/** What a definition needs: one for use without this console has neither its metadata nor a password. */
export type DomainDefinition = Omit<DomainModel, 'metadata' | 'vncPassword'> & {
  readonly metadata: NodeMetadata | null;
  readonly vncPassword: string | null;
  /** What the machine was given since it was made. */
  readonly added?: AddedDevices;
};

/** Disks and network cards beside the first ones, as a definition has them. */
export interface AddedDevices {
  readonly disks: readonly (AddedDisk & { readonly target: string })[];
  readonly cards: readonly AddedCard[];
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

/** A domain as libvirt knows it now. */
/** As the list has it. */
export interface ListedDomain {
  readonly name: string;
  readonly uuid: string;
  /** libvirt's id; null while it is off. Ids repeat after a restart of the daemon or host. */
  readonly id: number | null;
  readonly state: NodeState;
  /** libvirt's reason, by name: booted, destroyed, crashed, shutdown, ioerror … */
  readonly reason: string;
}

export interface DomainFacts extends ListedDomain {
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

/** A change of a machine; what is left out stays as it is. */
export interface HardwareChange {
  readonly vcpus?: number | undefined;
  readonly maxVcpus?: number | undefined;
  readonly memoryMiB?: number | undefined;
  readonly network?: Hardware['network'];
  readonly bootOrder?: readonly BootDevice[] | undefined;
  /** Path of an image; null takes out what is in. */
  readonly medium?: string | null;
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

/** The domains of a host, by UUID. */
export interface HostDomains {
  /** In two calls, however many there are. */
  list(): Promise<ListedDomain[]>;
  /** Those that are not among the `known` UUIDs, with a call for each. */
  others(known: ReadonlySet<string>): Promise<DomainFacts[]>;
  get(uuid: string): Promise<DomainFacts | null>;
  named(name: string): Promise<DomainFacts | null>;
  /** Differs for every power-on and survives restarts of the daemon; null while the domain is off. */
  powerOnId(uuid: string): Promise<string | null>;
  xml(uuid: string): Promise<string>;
  hardware(uuid: string): Promise<DomainHardware>;
  /** What QEMU and libvirt have logged of the domain of that name, in its latest runs; null if there is no such file. */
  qemuLog(name: string): Promise<string | null>;
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
  /** Changes its metadata, now and for its next start; nothing else of it. */
  annotate(uuid: string, annotations: Annotations): Promise<void>;
  /** What can be changed of it: as it is now, and after its next power-off. */
  configuration(uuid: string): Promise<NodeHardware>;
  /** At once where libvirt can, and else for its next start. */
  reconfigure(uuid: string, change: HardwareChange): Promise<void>;
  /** Makes its disk larger, at once; does nothing if it is as large. */
  growDisk(uuid: string, gibibytes: number): Promise<void>;
  /** Changes the name of a domain that is off; its files keep theirs. Does nothing if it has that name. */
  rename(uuid: string, name: string): Promise<void>;
  /** Whether libvirt starts it with the host. */

  setAutostart(uuid: string, autostart: boolean): Promise<void>;
  /** Removes it with its NVRAM and TPM state; does nothing if it does not exist. */
  remove(uuid: string): Promise<void>;
}
