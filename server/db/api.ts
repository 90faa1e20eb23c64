import type { TimedBoot } from '../../lib/domain/boot-times.ts';
import type { Failure, StageProgress, ProvisioningStep, StageEvent } from '../../lib/contract/boot.ts';
import type { NetworkKind } from '../../lib/contract/node-network.ts';
import type { FailureNote } from '../../lib/contract/error.ts';
import type { BootSource } from '../../lib/contract/boot-source.ts';
import type { Machine } from '../../lib/contract/machine.ts';
import type { NodeRegistration } from '../../lib/contract/node-entry.ts';
import type { AnsweringFact, CreateRequest } from '../../lib/contract/node.ts';
import type { OperationKind, OperationStep } from '../../lib/contract/operation.ts';
import type { RunCancellation, RunHold } from '../../lib/contract/run-hold.ts';
import type { AuditEvent, Role } from '../../lib/contract/session.ts';
import type { Ending, Stage } from '../../lib/domain/stages.ts';
import type { Hosts, Networks, Orchestrators } from './infrastructure.ts';
import type { BulkTable } from './bulks.ts';
import type { DiagnosisTable } from './diagnoses.ts';
import type { CheckpointRow, CheckpointTable } from './checkpoints.ts';
import type { FaultRow, FaultTable } from './faults.ts';
import type { ImageTable } from './images.ts';
import type { DeliveryTable, WebhookTable } from './notifications.ts';
import type { OccurrenceRow, ScheduleRow, ScheduleTable } from './schedules.ts';
import type { Recordings, ShareLinks } from './sharing.ts';
import type { SavedSearchTable } from './saved-searches.ts';
import type { Templates } from './templates.ts';

export type { BulkRow } from './bulks.ts';
export type { DeliveryRow, WebhookRow } from './notifications.ts';
export type { CheckpointRow, FaultRow, OccurrenceRow, ScheduleRow };

/** Rows as core sees them: dates as ISO text, JSON columns parsed with zod on reading. */
export interface NodeRow {
  readonly id: string;
  readonly name: string;
  readonly uuid: string;
  readonly serial: string;
  readonly mac: string;
  readonly host: string;
  readonly template: string;
  readonly templateVersion: number | null;
  readonly orchestrator: string | null;
  readonly flow: 'nio' | 'io';
  readonly bootSource: BootSource;
  /** A crypt(5) hash for the seed, sealed. */
  readonly seedPassword: string | null;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
  readonly machine: Machine;
  /** Null: as its template and the orchestrator's settings say. */
  readonly registration: NodeRegistration | null;
  readonly runId: string;
  /** A libvirt network, or a bridge. */
  readonly network: string;
  readonly networkKind: NetworkKind;
  /** Storage pool of its disk; null is the console's own. */
  readonly pool: string | null;
  readonly stage: Stage | Ending;
  readonly failure: Failure | null;
  readonly progress: StageProgress | null;
  readonly address: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly readyAt: string | null;
  /** Set when the host holds nothing of it any more; the row is kept as history. */
  readonly deletedAt: string | null;
  readonly note: string;
  readonly labels: readonly string[];
  /** What the names of its files on the host begin with, if not with its name: the one before it was renamed. */
  readonly files: string | null;
}

export interface RunControlRow {
  readonly hold: RunHold | null;
  /** Ids of nodes whose failures no longer count, because somebody has resumed the run since. */
  readonly forgiven: readonly string[];
  readonly cancel:
    | (RunCancellation & {
        readonly orchestrator: boolean;
        /** Ids of nodes that have not been powered off or deleted yet. */
        readonly pending: readonly string[];
      })
    | null;
}

export interface RunRow {
  readonly id: string;
  readonly template: string;
  readonly templateVersion: number | null;
  readonly orchestrator: string | null;
  /** The original request; null for an adopted run, or one older than this column. */
  readonly request: CreateRequest | null;
  /** Why its nodes are on their hosts. */
  readonly placement: readonly string[];
  /** Null for a run that nobody has paused or cancelled. */
  readonly control: RunControlRow | null;
  readonly endedAt: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
}

export interface OperationRow {
  readonly id: string;
  readonly kind: OperationKind;
  readonly nodeId: string;
  readonly state: 'recorded' | 'acting' | 'succeeded' | 'failed';
  readonly step: OperationStep | null;
  /** The operation's options, e.g. {"start":true} or {"orchestrator":true}. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly by: string;
  readonly recordedAt: string;
  readonly endedAt: string | null;
  readonly error: FailureNote | null;
}

export interface BootRow {
  readonly id: string;
  readonly nodeId: string;
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly endReason: string | null;
  readonly failure: Failure | null;
  readonly steps: readonly ProvisioningStep[];
  /** The host's id of this power-on; null if it was never observed. */
  readonly powerOnId: string | null;
  /** Who types the onboarding account, once the node prompts for it. */
  readonly answering: AnsweringFact | null;
  /** Its recording is kept for good: since when, and by whom. */
  readonly pinnedAt: string | null;
  readonly pinnedBy: string | null;
  /** Name of the checkpoint that the node had gone back to before it. */
  readonly checkpoint: string | null;
}

/** The facts that decide how long a boot's data is kept. */
export interface BootAge {
  readonly id: string;
  readonly nodeId: string;
  readonly number: number;
  readonly endedAt: string | null;
  readonly pinnedAt: string | null;
  /** When its node was deleted. */
  readonly deletedAt: string | null;
}

/** A boot, and the node that it is of. */
export interface BootPlace {
  readonly id: string;
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly node: NodeIdentity;
}

/** What a node is called and where it belongs. */
interface NodeIdentity {
  readonly id: string;
  readonly name: string;
  readonly serial: string;
  readonly uuid: string;
  readonly host: string;
  readonly runId: string;
  readonly deletedAt: string | null;
}

/** Undefined: any; a null orchestrator: nodes without one. */
export interface TimedBoots {
  readonly since: string;
  readonly most: number;
  readonly template: string | undefined;
  readonly host: string | undefined;
  readonly orchestrator: string | null | undefined;
}

export interface StageRow extends StageEvent {
  readonly id: string;
  readonly bootId: string;
}

/** Patches contain only what changes. Every write is committed when its promise resolves. */
export interface Database {
  readonly nodes: {
    /** The run may be there already. Stores run, nodes and their `create` operations in one transaction. `conflict` on a name or serial in use. */
    create(run: RunRow, nodes: readonly NodeRow[], operations: readonly OperationRow[]): Promise<void>;
    /** Stores a node found on the host that this database does not know. */
    adopt(run: RunRow, node: NodeRow): Promise<void>;
    list(filter: { readonly deleted: boolean }): Promise<NodeRow[]>;
    get(id: string): Promise<NodeRow | null>;
    /** Of all nodes, also deleted ones. */
    identities(): Promise<NodeIdentity[]>;
    /** Includes deleted nodes. */
    ofRun(runId: string): Promise<NodeRow[]>;
    update(id: string, patch: Partial<Omit<NodeRow, 'id'>>): Promise<void>;
  };
  readonly runs: {
    list(): Promise<RunRow[]>;
    get(id: string): Promise<RunRow | null>;
    /** Those that were paused or cancelled. */
    controlled(): Promise<RunRow[]>;
    update(id: string, patch: Partial<Pick<RunRow, 'endedAt' | 'control'>>): Promise<void>;
  };
  readonly operations: {
    record(operation: OperationRow): Promise<void>;
    update(
      id: string,
      patch: Partial<Pick<OperationRow, 'state' | 'step' | 'endedAt' | 'error'>>,
    ): Promise<void>;
    unfinished(): Promise<OperationRow[]>;
    get(id: string): Promise<OperationRow | null>;
    ofNode(nodeId: string): Promise<OperationRow[]>;
  };
  readonly boots: {
    begin(boot: BootRow): Promise<void>;
    update(
      id: string,
      patch: Partial<Omit<BootRow, 'id' | 'nodeId' | 'number' | 'startedAt' | 'powerOnId'>>,
    ): Promise<void>;
    ofNode(nodeId: string): Promise<BootRow[]>;
    /** Of all its nodes, by their numbers. */
    ofRun(runId: string): Promise<BootRow[]>;
    latest(nodeId: string): Promise<BootRow | null>;
    /** Inserts or replaces by id. */
    saveStage(stage: StageRow): Promise<void>;
    stages(bootIds: readonly string[]): Promise<StageRow[]>;
    /** Every boot of every node. */
    ages(): Promise<BootAge[]>;
    /** Those of the boots that are there, in no order. */
    places(ids: readonly string[]): Promise<BootPlace[]>;
    /** Ids of all boots of these nodes. */
    idsOfNodes(nodeIds: readonly string[]): Promise<string[]>;
    /** The latest that began since then, at most so many, the latest first; also of deleted nodes. */
    timed(which: TimedBoots): Promise<TimedBoot[]>;
  };
  readonly history: {
    /** Removes a deleted node with its boots, stages and operations in one transaction. */
    removeNode(id: string): Promise<void>;
    /** Removes runs without nodes. */
    removeEmptyRuns(): Promise<void>;
  };
  readonly recordings: Recordings;
  readonly hosts: Hosts;
  readonly orchestrators: Orchestrators;
  readonly templates: Templates;
  readonly diagnoses: DiagnosisTable;
  readonly checkpoints: CheckpointTable;
  readonly schedules: ScheduleTable;
  readonly faults: FaultTable;
  readonly images: ImageTable;
  readonly networks: Networks;
  readonly bulks: BulkTable;
  readonly shareLinks: ShareLinks;
  readonly webhooks: WebhookTable;
  readonly deliveries: DeliveryTable;
  readonly savedSearches: SavedSearchTable;
  /** Choices that apply to the whole installation. */
  readonly settings: {
    get(key: string): Promise<string | null>;
    set(key: string, value: string): Promise<void>;
  };
  readonly users: {
    count(): Promise<number>;
    byEmail(email: string): Promise<UserRow | null>;
    byId(id: string): Promise<UserRow | null>;
    create(user: UserRow): Promise<void>;
    update(id: string, patch: Partial<Pick<UserRow, 'passwordHash' | 'role'>>): Promise<void>;
  };
  readonly sessions: {
    /** Sessions and API tokens are stored under the SHA-256 of their secret. */
    create(session: SessionRow): Promise<void>;
    byHash(hash: string): Promise<SessionRow | null>;
    touch(id: string, lastUsedAt: string, expiresAt: string): Promise<void>;
    remove(id: string): Promise<void>;
    tokensOf(userId: string | null): Promise<SessionRow[]>;
    /** The user's browser sessions. */
    sessionsOf(userId: string): Promise<SessionRow[]>;
    removeExpired(now: string): Promise<void>;
  };
  readonly audit: {
    add(event: AuditEvent): Promise<void>;
    /** Newest first; `before` is the id of the oldest event the caller has. */
    list(limit: number, before?: string): Promise<AuditEvent[]>;
    count(): Promise<number>;
    /** Removes events older than `before`, and the oldest beyond `count`. */
    trim(before: string, count: number): Promise<void>;
  };
  /** Encrypts with the key in the data directory, or VEN_SECRET_KEY. */
  readonly secrets: { seal(text: string): string; open(sealed: string): string };
  /** Whether the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly createdAt: string;
}

export interface SessionRow {
  readonly id: string;
  readonly userId: string;
  readonly hash: string;
  readonly kind: 'session' | 'token';
  /** The token's name; empty for a session. */
  readonly name: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
}
