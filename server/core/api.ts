import type { Duplex } from 'node:stream';
import type { Bulk, BulkRequest } from '../../lib/contract/bulk.ts';
import type { BootComparison } from '../../lib/contract/boot-comparison.ts';
import type { Boot, PortLog } from '../../lib/contract/boot.ts';
import type { Checkpoint, CheckpointRequest, RestoreRequest } from '../../lib/contract/checkpoint.ts';
import type { CloneRequest } from '../../lib/contract/clone.ts';
import type { Capacity, CapacityQuery, Host } from '../../lib/contract/host.ts';
import type { Template, TemplateEdit, TemplateImport, TemplateRequest } from '../../lib/contract/template.ts';
import type { HostCheckStep } from '../../lib/contract/host-check.ts';
import type { HostRemoval, HostRequest } from '../../lib/contract/host-settings.ts';
import type { HostResources } from '../../lib/contract/host-resources.ts';
import type {
  NetworkChange,
  NetworkChanged,
  NetworkChangeQuery,
  NetworkChangeRequest,
} from '../../lib/contract/network-change.ts';
import type { DomainAdoptRequest } from '../../lib/contract/host-domain.ts';
import type { OrphanList, OrphanResult } from '../../lib/contract/orphan.ts';
import type { DomainsSection } from './domains/api.ts';
import type { HostObjectsSection } from './host-objects/api.ts';
import type { EfiVariables } from '../../lib/contract/efi-variables.ts';
import type {
  Orchestrator,
  OrchestratorDefinition,
  OrchestratorRequest,
} from '../../lib/contract/orchestrator.ts';
import type {
  Image,
  ImageCopyRequest,
  ImageRequest,
  ImageUpload,
  VolumeList,
} from '../../lib/contract/image.ts';
import type { Change } from '../../lib/contract/live.ts';
import type {
  CreateRequest,
  DeleteRequest,
  Node,
  NodeDetail,
  PowerAction,
  Preview,
  Removal,
} from '../../lib/contract/node.ts';
import type { NodeEdit } from '../../lib/contract/node-edit.ts';
import type { ExportFormat, ExportQuery } from '../../lib/contract/node-export.ts';
import type { NodeHardware } from '../../lib/contract/node-hardware.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import type { Scaled, ScalePlan, ScaleRequest } from '../../lib/contract/run-scale.ts';
import type { CreateResponse, Run } from '../../lib/contract/run.ts';
import type { PreflightStep } from '../../lib/contract/preflight.ts';
import type { Repair } from '../../lib/domain/preflight.ts';
import type { OrchestratorCatalogue, PolicyRequest } from '../../lib/contract/orchestrator-catalogue.ts';
import type { CheckStep } from '../../lib/contract/orchestrator-check.ts';
import type {
  CleanUpRequest,
  CleanUpResult,
  ProjectHost,
  ProjectHostPage,
  ProjectHostQuery,
  RegisterRequest,
} from '../../lib/contract/project-host.ts';
import type {
  ExplainRequest,
  Explanation,
  RuleFileDetail,
  RuleFileEntry,
  RuleFileSave,
  RuleProblem,
  RuleTestResult,
} from '../../lib/contract/rules.ts';
import type { Replay } from '../../lib/contract/replay.ts';
import type { Role } from '../../lib/contract/session.ts';
import type { Storage } from '../../lib/contract/storage.ts';
import type {
  HostUsageHistory,
  NodeUsageHistory,
  UsageNow,
  UsageQuery,
  UsageWindow,
} from '../../lib/contract/usage.ts';
import type { DomainCounters, HostCounters } from '../hypervisor/api.ts';
import type { Demonstration } from '../orchestrator/api.ts';
import type { Fingerprints } from '../orchestrator/index.ts';

export type { DomainCounters, HostCounters };

/** The caller. Every method that changes something takes one and checks its permissions. */
export interface Actor {
  readonly userId: string;
  /** For the audit trail and `by`: an e-mail address, or that and the token's name. */
  readonly name: string;
  readonly role: Role;
}

/** Bytes of one serial port in one boot. */
export interface ByteLog {
  readonly facts: PortLog;
  /** Whether more bytes may follow. */
  readonly live: boolean;
  /**
   * At most `limit` bytes from `from`; a gap if bytes are missing there; null at the end.
   */
  read(from: number, limit: number): Promise<ByteChunk | null>;
  /** Called (coalesced, at most 16 ms late) after bytes were added and once when the log has ended. */
  watch(listener: () => void): () => void;
  /** When the bytes between the offsets arrived, as far as it was noted. */
  times(from: number, to: number): Promise<readonly Arrival[]>;
}

/** Bytes of a log that arrived together. */
export interface Arrival {
  readonly from: number;
  readonly to: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type ByteChunk =
  | { readonly kind: 'bytes'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'gap'; readonly from: number; readonly to: number; readonly reason: string };

/** What a viewer of a running boot has already: offsets by port, and how many pictures. */
export interface ReplayFrom {
  readonly offsets?: readonly number[];
  readonly pictures?: number;
}

export interface OpenLog {
  readonly boot: number;
  readonly log: ByteLog;
}

/** A boot of a node, by its id, name, serial or UUID; without a number the latest. */
export interface BootAddress {
  readonly node: string;
  readonly boot?: number | undefined;
}

/** The interface for http and live. Errors are ConsoleErrors. `idOrName` takes the id, name, serial or UUID of a node. */
export interface Core {
  readonly nodes: {
    /** Those that have all the labels. */
    list(filter?: { readonly deleted?: boolean; readonly labels?: readonly string[] }): Promise<Node[]>;
    get(idOrName: string): Promise<Node>;
    detail(idOrName: string): Promise<NodeDetail>;
    create(request: CreateRequest, actor: Actor): Promise<CreateResponse>;
    preview(request: CreateRequest): Promise<Preview>;
    /** A create with a template that need not be stored. */
    templatePreview(request: TemplateRequest): Promise<Preview>;
    /** `id`, here and below: what the operation gets as its id, if it was chosen beforehand. */
    act(idOrName: string, action: PowerAction, actor: Actor, id?: string): Promise<Operation>;
    /** Overwrites the disk, resets firmware variables and TPM, and registers and boots it again. */
    reprovision(idOrName: string, actor: Actor, id?: string): Promise<Operation>;
    /** Throws `conflict`, with what to do instead, for what cannot be changed now. */
    edit(idOrName: string, edit: NodeEdit, actor: Actor, id?: string): Promise<Operation>;
    removal(idOrName: string): Promise<Removal>;
    remove(idOrName: string, request: DeleteRequest, actor: Actor, id?: string): Promise<Operation>;
    xml(idOrName: string): Promise<string>;
    /** What can be changed of its machine: as it is now, and after its next power-off. */
    hardware(idOrName: string): Promise<NodeHardware>;
    /** What its firmware remembers. Throws `conflict` before its first start. */
    efiVariables(idOrName: string): Promise<EfiVariables>;
    boots(idOrName: string): Promise<Boot[]>;
    operations(idOrName: string): Promise<Operation[]>;
  };
  /** Checks before a power-on, step by step, as the steps end; end early when `signal` aborts. */
  readonly preflights: {
    ofNode(idOrName: string, actor: Actor, signal: AbortSignal): Promise<AsyncGenerator<PreflightStep, void>>;
    ofCreate(
      request: CreateRequest,
      actor: Actor,
      signal: AbortSignal,
    ): Promise<AsyncGenerator<PreflightStep, void>>;
    /** Does what a step has offered. Throws `conflict` while the node is on, if it has to be off for that. */
    repair(idOrName: string, repair: Repair, actor: Actor): Promise<void>;
  };
  readonly exports: {
    /** Nodes that exist, or those of a run, written for another tool. Throws `invalid` when it has no words for one. */
    write(format: ExportFormat, which: ExportQuery): Promise<string>;
  };
  /** A new node like another one; throws `conflict` for a copy of the disk of a node that is on. */
  clone(idOrName: string, request: CloneRequest, actor: Actor): Promise<CreateResponse>;
  /** `node` is like `idOrName`, `name` a checkpoint's name or id. */
  readonly checkpoints: {
    /** The oldest first. */
    list(node: string): Promise<Checkpoint[]>;
    get(node: string, name: string): Promise<Checkpoint>;
    create(node: string, request: CheckpointRequest, actor: Actor): Promise<Operation>;
    /** Throws `conflict` for a node that is on, unless its power may be cut. */
    goBack(node: string, name: string, request: RestoreRequest, actor: Actor): Promise<Operation>;
    remove(node: string, name: string, actor: Actor): Promise<Operation>;
  };
  /** Two boots beside each other. Throws `not-found`. */
  compareBoots(base: BootAddress, other: BootAddress): Promise<BootComparison>;
  readonly operations: { get(id: string): Promise<Operation> };
  /** Actions on several nodes, a few at a time on each host. */
  readonly bulks: {
    /** The newest first. */
    list(): Promise<Bulk[]>;
    get(id: string): Promise<Bulk>;
    begin(request: BulkRequest, actor: Actor): Promise<Bulk>;
    /** Leaves out what still waits. */
    cancel(id: string, actor: Actor): Promise<Bulk>;
  };
  readonly runs: {
    list(): Promise<Run[]>;
    get(id: string): Promise<Run>;
    /** Includes deleted nodes. */
    nodes(id: string): Promise<Node[]>;
  };
  readonly scaling: {
    /** What would be done so that a run has so many nodes; changes nothing. */
    plan(run: string, count: number): Promise<ScalePlan>;
    /** Throws `conflict` unless exactly the nodes that the plan lists are to be deleted. */
    scale(run: string, request: ScaleRequest, actor: Actor): Promise<Scaled>;
  };
  readonly hosts: {
    list(): Promise<Host[]>;
    get(name: string): Promise<Host>;
    /** Does not wait for a connection. */
    add(request: HostRequest, actor: Actor): Promise<Host>;
    edit(request: HostRequest, actor: Actor): Promise<Host>;
    /** Step by step, as the steps end; saves nothing. */
    check(
      request: HostRequest,
      actor: Actor,
      signal: AbortSignal,
    ): Promise<AsyncGenerator<HostCheckStep, void>>;
    /** Throws `conflict` while it has nodes or images, unless `forget` repeats its name: then they stay there. */
    remove(name: string, query: HostRemoval, actor: Actor): Promise<void>;
    /** Networks, bridges and pools that nodes can use. */
    resources(name: string): Promise<HostResources>;
  };
  readonly hostObjects: HostObjectsSection<Actor>;
  /** Makes a node of a domain that somebody else made; resolves to its id. */
  adopt(host: string, domain: string, request: DomainAdoptRequest, actor: Actor): Promise<string>;
  /** What belongs to nobody. */
  readonly orphans: {
    list(): Promise<OrphanList>;
    /** Exactly these, if they are still as they were listed. */
    clean(ids: readonly string[], actor: Actor): Promise<OrphanResult[]>;
  };
  readonly domains: DomainsSection<Actor>;
  /** DHCP options of nodes in libvirt networks that somebody else made. */
  readonly bootOptions: {
    /** What adding or taking them back would change; changes nothing. */
    plan(host: string, network: string, query: NetworkChangeQuery): Promise<NetworkChange>;
    /** Throws `conflict` unless that is still what the plan of this hash says. */
    change(
      host: string,
      network: string,
      request: NetworkChangeRequest,
      actor: Actor,
    ): Promise<NetworkChanged>;
  };
  readonly templates: {
    /** The latest version of each. */
    list(): Promise<Template[]>;
    /** Without a version the latest one. */
    get(name: string, version?: number): Promise<Template>;
    /** The latest first. */
    versions(name: string): Promise<Template[]>;
    add(request: TemplateRequest, actor: Actor): Promise<Template>;
    /** Throws `conflict` when the edit is not based on the latest version, and for one that came with the console. */
    edit(request: TemplateEdit, actor: Actor): Promise<Template>;
    import(request: TemplateImport, actor: Actor): Promise<Template>;
    /** As YAML. */
    export(name: string, version?: number): Promise<string>;
    /** Nodes that were made from it keep their version. */
    remove(name: string, actor: Actor): Promise<void>;
  };
  readonly orchestrators: {
    list(): Promise<Orchestrator[]>;
    /** What is stored of one that somebody added, without secrets. Throws `conflict` for one that is part of the console. */
    definition(name: string): Promise<OrchestratorDefinition>;
    add(request: OrchestratorRequest, actor: Actor): Promise<Orchestrator>;
    /** Secrets that are left out stay as they are. */
    edit(request: OrchestratorRequest, actor: Actor): Promise<Orchestrator>;
    /** Step by step, as the steps end; ends early when `signal` aborts. Saves nothing. */
    check(
      request: OrchestratorRequest,
      fingerprints: Fingerprints,
      actor: Actor,
      signal: AbortSignal,
    ): Promise<AsyncGenerator<CheckStep, void>>;
    /** Throws `conflict` while it has nodes. */
    remove(name: string, actor: Actor): Promise<void>;
    /** Throws `not-found` for an unknown orchestrator, and `conflict` for one that is not a simulator. */
    demonstration(name: string): Demonstration;
  };
  readonly provisioning: {
    /** Throws `conflict` for an orchestrator without an API. */
    catalogue(orchestrator: string): Promise<OrchestratorCatalogue>;
    /** For the whole project. */
    change(orchestrator: string, request: PolicyRequest, actor: Actor): Promise<OrchestratorCatalogue>;
  };
  readonly projectHosts: {
    /** Throws `conflict` for an orchestrator without an API. */
    list(orchestrator: string, query: ProjectHostQuery): Promise<ProjectHostPage>;
    /** All of them, or none; throws `conflict` if one is there already. */
    register(orchestrator: string, request: RegisterRequest, actor: Actor): Promise<ProjectHost[]>;
    /** Throws, and removes nothing, if one of them may not be removed. */
    cleanUp(orchestrator: string, request: CleanUpRequest, actor: Actor): Promise<CleanUpResult>;
  };
  readonly images: {
    list(): Promise<Image[]>;
    /** Those that have not ended. */
    uploads(): ImageUpload[];
    get(name: string): Promise<Image>;
    /** Announces an upload; `conflict` if there is an image of that name, `no-capacity` if it does not fit. */
    begin(request: ImageRequest, actor: Actor): Promise<ImageUpload>;
    /** The next bytes, in order. The last part makes the image; a refused one ends the upload. */
    part(upload: string, offset: number, bytes: Uint8Array, actor: Actor): Promise<ImageUpload>;
    cancel(upload: string, actor: Actor): Promise<void>;
    /** An upload from a volume in a pool of somebody else, which goes on by itself. */
    copy(request: ImageCopyRequest, actor: Actor): Promise<ImageUpload>;
    volumes(host: string, pool: string, actor: Actor): Promise<VolumeList['volumes']>;
    /** Throws `conflict` while a node uses it. */
    remove(name: string, actor: Actor): Promise<void>;
  };
  /** How many more nodes fit on each host. */
  readonly capacity: { list(query: CapacityQuery): Promise<Capacity[]> };
  /** Of nodes; and of other domains, by their address HOST/UUID. */
  readonly consoles: {
    /** The log of the current (or latest, or given) boot. */
    open(idOrName: string, port: number, boot?: number): Promise<OpenLog>;
    /** Called with the number of every boot that begins. */
    onBoot(idOrName: string, listener: (boot: number) => void): () => void;
    /** Types into the port; requires the role operator. */
    write(idOrName: string, port: number, text: string, actor: Actor): Promise<void>;
    /** A raw RFB connection to the node's screen. */
    vnc(idOrName: string): Promise<Duplex>;
    /** The screen as PNG. Throws `conflict` while the node is off. */
    screenshot(idOrName: string): Promise<Buffer>;
  };
  /** The rules by which serial output is read. Own files come before those that came with the console. */
  readonly rules: {
    list(): Promise<RuleFileEntry[]>;
    get(name: string): Promise<RuleFileDetail>;
    /** Throws `conflict` when `basedOn` is not what is there, and `invalid` for a file with problems. */
    save(name: string, request: RuleFileSave, actor: Actor): Promise<RuleFileDetail>;
    remove(name: string, actor: Actor): Promise<void>;
    lint(source: string): Promise<readonly RuleProblem[]>;
    /** The samples of a draft, or of all files. */
    test(source?: string): Promise<RuleTestResult[]>;
    explain(request: ExplainRequest): Promise<Explanation>;
  };
  /** What was recorded of boots, also of those of deleted nodes. */
  readonly recordings: {
    /** When its output came, its stages and the list of its pictures. */
    replay(idOrName: string, boot: number, from?: ReplayFrom): Promise<Replay>;
    /** A picture of its display, as PNG. */
    picture(idOrName: string, boot: number, picture: string): Promise<Buffer>;
    /** Keeps it for good, or no longer. Throws `conflict` if pinned recordings took all the room. */
    pin(idOrName: string, boot: number, pinned: boolean, actor: Actor): Promise<Boot>;
    /** Removes logs and pictures; the stages stay. Throws `conflict` while it runs or is pinned. */
    remove(idOrName: string, boot: number, actor: Actor): Promise<void>;
  };
  /** What hosts and nodes use. */
  readonly usage: {
    now(query: UsageQuery): Promise<UsageNow>;
    ofHost(name: string, window: UsageWindow): Promise<HostUsageHistory>;
    /** Throws `not-found` for a deleted node. */
    ofNode(idOrName: string, window: UsageWindow): Promise<NodeUsageHistory>;
    /** The latest counters by host. */
    counters(): ReadonlyMap<string, HostCounters>;
  };
  /** How much space logs and history take, and how long they are kept. */
  storage(): Promise<Storage>;
  /** Complete objects, published after commit. */
  onChange(listener: (change: Change) => void): () => void;
  /** The number of the latest change, which grows with each: what is read afterwards contains all until then. */
  latestChange(): number;
  /** Whether a host answers and its nodes are known. */
  ready(): boolean;
  close(): Promise<void>;
}
