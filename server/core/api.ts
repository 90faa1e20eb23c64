import type { BootComparison } from '../../lib/contract/boot-comparison.ts';
import type { BootTimes, BootTimesQuery } from '../../lib/contract/boot-times.ts';
import type { Bulk, BulkRequest } from '../../lib/contract/bulk.ts';
import type { CloneRequest } from '../../lib/contract/clone.ts';
import type { DomainAdoptRequest } from '../../lib/contract/host-domain.ts';
import type { Capacity, CapacityQuery } from '../../lib/contract/host.ts';
import type { Change } from '../../lib/contract/live.ts';
import type {
  NetworkChange,
  NetworkChanged,
  NetworkChangeQuery,
  NetworkChangeRequest,
} from '../../lib/contract/network-change.ts';
import type { ExportFormat, ExportQuery } from '../../lib/contract/node-export.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import type { OrphanList, OrphanResult } from '../../lib/contract/orphan.ts';
import type { CreateResponse } from '../../lib/contract/run.ts';
import type { AskedTail, SerialTail } from '../../lib/contract/serial-tail.ts';
import type { Storage } from '../../lib/contract/storage.ts';
import type {
  HostUsageHistory,
  NodeUsageHistory,
  UsageNow,
  UsageQuery,
  UsageWindow,
} from '../../lib/contract/usage.ts';
import type { DomainCounters, HostCounters } from '../hypervisor/api.ts';
import type { Actor } from './access/actor.ts';
import type { DemoSection } from './demo/api.ts';
import type { DevicesSection } from './devices/api.ts';
import type { CheckpointsSection } from './checkpoints/api.ts';
import type { ConsolesSection } from './console/api.ts';
import type { DiagnosesSection } from './diagnosis/api.ts';
import type { DomainsSection } from './domains/api.ts';
import type { FaultsSection } from './faults/api.ts';
import type { HostObjectsSection } from './host-objects/api.ts';
import type { HostsSection } from './hosts/api.ts';
import type { RunControlSection, RunsSection, ScalingSection } from './runs/api.ts';
import type { ImagesSection } from './images/api.ts';
import type { NodesSection } from './nodes/api.ts';
import type { WebhooksSection } from './notifications/api.ts';
import type { OrchestratorsSection, ProvisioningSection, ProjectHostsSection } from './orchestrators/api.ts';
import type { PresentationsSection } from './presenting/api.ts';
import type { PreflightsSection } from './preflight/api.ts';
import type { RecordingsSection } from './recordings/api.ts';
import type { RulesSection } from './rules/api.ts';
import type { SchedulesSection } from './schedules/api.ts';
import type { SavedSearchesSection, SearchSection } from './search/api.ts';
import type { PresenceSection } from './presence/api.ts';
import type { TemplatesSection } from './templates/api.ts';

export type { Actor } from './access/actor.ts';
export type { TerminalSize, TerminalSnapshot } from './console/snapshots/snapshot.ts';
export type { Arrival, ByteChunk, ByteLog, OpenLog } from './console/api.ts';
export type { Attendance, DriverTurn, Seat } from './presence/api.ts';
export type { ReplayFrom } from './recordings/api.ts';
export type { DomainCounters, HostCounters };

/** A boot of a node, by its id, name, serial or UUID; without a number the latest. */
export interface BootAddress {
  readonly node: string;
  readonly boot?: number | undefined;
}

/** The interface for http and live. Errors are ConsoleErrors. `idOrName` takes the id, name, serial or UUID of a node. */
export interface Core {
  readonly nodes: NodesSection;
  readonly preflights: PreflightsSection;
  readonly exports: {
    /** Nodes that exist, or those of a run, written for another tool. Throws `invalid` when it has no words for one. */
    write(format: ExportFormat, which: ExportQuery): Promise<string>;
  };
  /** A new node like another one; throws `conflict` for a copy of the disk of a node that is on. */
  clone(idOrName: string, request: CloneRequest, actor: Actor): Promise<CreateResponse>;
  readonly devices: DevicesSection;
  readonly checkpoints: CheckpointsSection;
  readonly diagnoses: DiagnosesSection;
  /** Two boots beside each other. Throws `not-found`. */
  compareBoots(base: BootAddress, other: BootAddress): Promise<BootComparison>;
  /** How long the stages of past boots took. */
  bootTimes(query: BootTimesQuery): Promise<BootTimes>;
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
  readonly runs: RunsSection;
  readonly runControl: RunControlSection;
  readonly scaling: ScalingSection;
  readonly schedules: SchedulesSection;
  readonly hosts: HostsSection;
  readonly hostObjects: HostObjectsSection;
  /** Makes a node of a domain that somebody else made; resolves to its id. */
  adopt(host: string, domain: string, request: DomainAdoptRequest, actor: Actor): Promise<string>;
  /** What belongs to nobody. */
  readonly orphans: {
    list(): Promise<OrphanList>;
    /** Exactly these, if they are still as they were listed. */
    clean(ids: readonly string[], actor: Actor): Promise<OrphanResult[]>;
  };
  readonly domains: DomainsSection;
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
  readonly faults: FaultsSection;
  readonly templates: TemplatesSection;
  readonly orchestrators: OrchestratorsSection;
  readonly provisioning: ProvisioningSection;
  readonly projectHosts: ProjectHostsSection;
  readonly images: ImagesSection;
  /** How many more nodes fit on each host. */
  readonly capacity: { list(query: CapacityQuery): Promise<Capacity[]> };
  readonly consoles: ConsolesSection;
  /** The last lines of nodes, of those that printed since the tag. */
  serialTails(asked: readonly AskedTail[], lines: number): Promise<SerialTail[]>;
  readonly demo: DemoSection;
  readonly presentations: PresentationsSection;
  readonly presence: PresenceSection;
  readonly rules: RulesSection;
  readonly webhooks: WebhooksSection;
  readonly recordings: RecordingsSection;
  readonly search: SearchSection;
  readonly savedSearches: SavedSearchesSection;
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
