import { z } from 'zod';
import { ENDINGS, STAGES } from '../domain/stages.ts';
import { nameRange, NODE_NAME_RULE, nodeName, serialNumber } from '../domain/names.ts';
import { fault } from './fault.ts';
import { hostDetailsChanges } from './host-details.ts';
import { hostLabels } from './host-settings.ts';
import { nodeEntry } from './node-entry.ts';
import { nodeState, type NodeState } from './node-state.ts';
import { recoveryRules } from './recovery-rules.ts';
import { bootSource, bootSourceRequest } from './boot-source.ts';
import { diskPool, networkKind, nodeNetwork } from './node-network.ts';
import { amount, machine, machineChanges, size } from './machine.ts';
import { boot, failure, moment, orchestratorStatus, stageName, stageProgress, stageEvent } from './boot.ts';
import { checkpointStage } from './checkpoint.ts';
import { projectHost } from './project-host.ts';
import { operationKind, operation } from './operation.ts';
import { readyRule } from './ready-rule.ts';

export type { NodeState };

export const flow = z
  .enum(['nio', 'io'])
  .meta({ description: 'nio: non-interactive onboarding; io: credentials typed at the prompt' });

/** What the orchestrator reports about the node. */
const orchestratorView = z
  .object({
    hostId: z.string(),
    instanceId: z.string().nullable(),
    os: z.string().nullable(),
    /** Onboarded, and provisioning starts only when a person says at the orchestrator what to install. */
    awaitsOs: z.boolean(),
    statuses: z.array(orchestratorStatus),
    checkedAt: moment,
  })
  .meta({ id: 'OrchestratorView' });
export type OrchestratorView = z.infer<typeof orchestratorView>;

/** Who types the onboarding account at the prompts of the interactive flow. */
export const answering = z
  .object({
    /** `console`: this product, until a person types on one of the ports. */
    by: z.enum(['console', 'person']),
    port: z.int().min(0).max(1),
    since: moment,
  })
  .meta({ id: 'Answering' });
export type AnsweringFact = z.infer<typeof answering>;

/** A serial port that does not accept input now; its output is still read, from the domain's log file. */
const inputRefusal = z
  .object({
    port: z.int().min(0).max(1),
    /** Why, in the host's wording. */
    reason: z.string(),
    /** What to do; the console keeps retrying by itself. */
    fix: z.string(),
  })
  .meta({ id: 'InputRefusal' });
export type InputRefusal = z.infer<typeof inputRefusal>;

export const node = z
  .object({
    id: z.string(),
    name: z.string(),
    uuid: z.string(),
    serial: z.string(),
    mac: z.string(),
    host: z.string(),
    template: z.string(),
    /** Null when it is not known: older, or adopted. */
    templateVersion: z.int().nullable(),
    orchestrator: z.string().nullable(),
    flow,
    bootSource,
    vcpus: z.int(),
    memoryMiB: z.int(),
    diskGiB: z.int(),
    machine,
    /** Where its network card is: the name of a libvirt network, or of a bridge. */
    networkKind,
    network: z.string(),
    /** The storage pool of its disk; null is the console's own. */
    pool: z.string().nullable(),
    runId: z.string(),
    state: nodeState,
    stage: z.enum([...STAGES, ...ENDINGS]),
    failure: failure.nullable(),
    /** Progress within the current stage. */
    progress: stageProgress.nullable(),
    /** Stages of its current or latest boot, for the miniature bar. */
    stages: z.array(stageEvent),
    /** The stages of its first boot, as far as they are known beforehand; what its orchestrator has none of is left out. */
    expectedStages: z.array(stageName),
    bootNumber: z.int().nullable(),
    address: z.string().nullable(),
    orchestratorView: orchestratorView.nullable(),
    /** Null when nobody has answered an onboarding prompt in its current boot. */
    answering: answering.nullable(),
    /** Serial ports that do not accept input, and why; empty when all do, or when the node is off. */
    inputRefused: z.array(inputRefusal),
    /** Faults on purpose that are armed or in force; the oldest first. */
    faults: z.array(fault),
    /** The operation that is running on it. */
    operation: operation.nullable(),
    createdAt: moment,
    createdBy: z.string(),
    readyAt: moment.nullable(),
    deletedAt: moment.nullable(),
    /** What people note about it; empty for nothing. */
    note: z.string(),
    labels: z.array(z.string()),
    /** Grows with every change; a copy with a lower revision is older. */
    revision: z.int(),
  })
  .meta({ id: 'Node' });
export type Node = z.infer<typeof node>;

/** What the create and the template of a node decided beyond its machine. */
const nodeSettings = z
  .object({
    /** Name of the OS profile; null is the orchestrator's default. */
    osProfile: z.string().nullable(),
    /** What its host at the orchestrator is given, where that differs from the orchestrator's settings. */
    details: hostDetailsChanges,
    /** Null: the orchestrator says so, or without an API of one a login prompt does. */
    ready: readyRule.nullable(),
    /** Whether its orchestrator has an API, and so decides when there is no rule. */
    reported: z.boolean(),
    recovery: recoveryRules,
    /** The stage at whose beginning a checkpoint is made. */
    checkpointAt: checkpointStage.nullable(),
  })
  .meta({ id: 'NodeSettings' });
export type NodeSettings = z.infer<typeof nodeSettings>;

/** `show`: the node, all its boots, and what applies to it. */
export const nodeDetail = node
  .extend({ boots: z.array(boot), settings: nodeSettings })
  .meta({ id: 'NodeDetail' });
export type NodeDetail = z.infer<typeof nodeDetail>;

export const createRequest = z
  .strictObject({
    count: amount(1, 50).default(1),
    /** The orchestrator's default if left out. */
    template: z.string().max(100).optional(),
    /** Name of a single node, the prefix of several names (NAME-1 …), or a range of them: `VEN-{000..009}`. */
    name: z.union([nodeName, nameRange], NODE_NAME_RULE).optional(),
    /** One per node; otherwise generated from `serialPattern` or by the product. */
    serials: z.array(serialNumber).max(50).optional(),
    /** `{n}` stands for the index, `{nn}` and `{nnn}` with leading zeros; `{000..009}` is a range. */
    serialPattern: z.string().max(40).optional(),
    /** The machines one by one, instead of `count`, `serials` and `serialPattern`. */
    nodes: z.array(nodeEntry).min(1).max(50, 'use at most 50').optional(),
    /** Changes what template and orchestrator say about the hosts. */
    details: hostDetailsChanges.optional(),
    flow: flow.optional(),
    /** Name of the OS profile that is installed, in place of the template's; only for the non-interactive flow. */
    osProfile: z.string().min(1).max(100).optional(),
    /** A name, or `auto`: the console chooses, and refuses what does not fit. Left out, it is the only host or `auto`. */
    host: z.string().max(100).optional(),
    /** In place of the template's: `auto` chooses hosts that have all of them. */
    hostLabels: hostLabels.optional(),
    orchestrator: z.string().max(100).optional(),
    vcpus: size.vcpus.optional(),
    memoryMiB: size.memoryMiB.optional(),
    diskGiB: size.diskGiB.optional(),
    /** Overrides the template's. */
    machine: machineChanges.optional(),
    /** Replaces the template's. */
    bootSource: bootSourceRequest.optional(),
    /** In place of the template's. */
    ready: readyRule.optional(),
    /** In place of the template's, all of them. */
    recovery: recoveryRules.optional(),
    /** In place of the template's; null for none. */
    checkpointAt: checkpointStage.nullable().optional(),
    network: nodeNetwork.optional(),
    pool: diskPool.optional(),
    /** If false, the nodes are defined and left off. */
    start: z.boolean().default(true),
    /**
     * After so many failures no further node of the run begins to boot, until somebody resumes the run. In place of the
     * template's; null for none.
     */
    stopAfter: amount(1, 50).nullable().optional(),
    /** Removes hosts of deleted nodes that have these serial numbers from the orchestrator first. */
    cleanStale: z.boolean().optional(),
    /**
     * UUIDs and MAC addresses that nobody chose are derived from it instead of being random: a preview with the same value
     * shows those that the create uses, unless somebody else has taken them meanwhile.
     */
    identity: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,64}$/, 'use 16 to 64 letters, digits, "_" or "-"')
      .optional(),
  })
  .meta({ id: 'CreateRequest' });
export type CreateRequest = z.infer<typeof createRequest>;
export type CreateInput = z.input<typeof createRequest>;

/** Preview of a create. */
export const preview = z
  .object({
    nodes: z.array(z.object({ name: z.string(), serial: z.string(), uuid: z.string(), host: z.string() })),
    /** Why on these hosts, a sentence for each; empty for a host that was named, or the only one. */
    placement: z.array(z.string()),
    /** Command line of the first node. */
    domainXml: z.string(),
    networkXml: z.string().nullable(),
    acceleration: z.string(),
    /** Conditions that would block the create or slow it down, as sentences. */
    warnings: z.array(z.string()),
    /** Hosts at the orchestrator that have the serial number or UUID of one of these nodes; a create refuses them. */
    inTheWay: z.array(projectHost),
  })
  .meta({ id: 'Preview' });
export type Preview = z.infer<typeof preview>;

/** `netboot`: a start whose first boot, and only that, is from the network. */
export const powerAction = operationKind.exclude([
  'create',
  'reprovision',
  'edit',
  'attach-disk',
  'detach-disk',
  'attach-nic',
  'detach-nic',
  'checkpoint',
  'go-back',
  'drop-checkpoint',
  'delete',
]);
export type PowerAction = z.infer<typeof powerAction>;

/** What a deletion would remove, as listed in the confirmation. */
export const removal = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum([
          'domain',
          'nvram',
          'tpm',
          'saved-memory',
          'snapshot',
          'log',
          'checkpoint',
          'volume',
          'pool',
          'network',
          'instance',
          'orchestrator-host',
        ]),
        name: z.string(),
      }),
    ),
    /** What is kept: its history and logs. */
    keeps: z.array(z.string()),
  })
  .meta({ id: 'Removal' });
export type Removal = z.infer<typeof removal>;

export const deleteRequest = z
  .strictObject({
    /** Also removes its instance and host from the orchestrator. */
    orchestrator: z.boolean().default(true),
  })
  .meta({ id: 'DeleteRequest' });
export type DeleteRequest = z.infer<typeof deleteRequest>;
