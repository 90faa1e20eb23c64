import { z } from 'zod';
import { FAILURE_CLASSES, STAGES } from '../domain/stages.ts';

export const stageName = z.enum(STAGES);
export const moment = z.iso.datetime().meta({ id: 'Moment', description: 'UTC, with milliseconds' });

/** `observed`: read from the serial console, where a guest can print anything. `confirmed`: said by the orchestrator or libvirt. */
export const basis = z.enum(['observed', 'confirmed']);

/** Where to look: a place in a boot's byte log, or a statement of the orchestrator (port null). */
export const evidence = z
  .object({
    port: z.int().min(0).max(1).nullable(),
    /** Bytes since power-on of the first byte of the line; 0 when `port` is null. */
    offset: z.int().min(0),
    line: z.string(),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof evidence>;

/** Progress of provisioning as the orchestrator tells it, or of a download in percent (total 100). */
export const stageProgress = z
  .object({ step: z.int(), total: z.int(), text: z.string() })
  .meta({ id: 'Progress' });
export type StageProgress = z.infer<typeof stageProgress>;

/** One aspect of a node in the orchestrator's own words. Texts are for display; the indicators decide. */
export const orchestratorStatus = z
  .object({
    name: z.enum(['registration', 'onboarding', 'provisioning', 'host', 'instance']),
    text: z.string(),
    indicator: z.enum(['unspecified', 'error', 'in-progress', 'idle']),
  })
  .meta({ id: 'OrchestratorStatus' });
export type OrchestratorStatus = z.infer<typeof orchestratorStatus>;

/** A status and when this console heard it. */
export const receivedStatus = orchestratorStatus.extend({ at: moment }).meta({ id: 'HeardStatus' });
export type ReceivedStatus = z.infer<typeof receivedStatus>;

/** One action of the provisioning workflow. Actions that end between two looks at the orchestrator are missing. */
export const provisioningStep = stageProgress
  .extend({
    startedAt: moment,
    /** Null while it lasts. */
    endedAt: moment.nullable(),
  })
  .meta({ id: 'ProvisioningStep' });
export type ProvisioningStep = z.infer<typeof provisioningStep>;

export const stageOutcome = z.enum(['running', 'passed', 'failed', 'timed-out', 'cancelled']);

export const stageEvent = z
  .object({
    stage: stageName,
    basis,
    startedAt: moment,
    endedAt: moment.nullable(),
    outcome: stageOutcome,
    evidence: evidence.nullable(),
    progress: stageProgress.nullable(),
    /** By which words of the orchestrator it was confirmed; empty when it was observed or confirmed by libvirt. */
    statuses: z.array(receivedStatus),
  })
  .meta({ id: 'StageEvent' });
export type StageEvent = z.infer<typeof stageEvent>;

export const failure = z
  .object({
    class: z.enum(FAILURE_CLASSES),
    /** What happened and why, in a sentence. */
    cause: z.string(),
    /** What to do next. */
    fix: z.string(),
    /** In which stage. */
    stage: stageName,
    evidence: evidence.nullable(),
  })
  .meta({ id: 'Failure' });
export type Failure = z.infer<typeof failure>;

/** The log of one serial port in one boot. Offsets count every byte the guest sent since power-on. */
const portLog = z
  .object({
    port: z.int().min(0).max(1),
    /** The oldest byte still kept; more than 0 when the log was cut. */
    start: z.int().min(0),
    end: z.int().min(0),
    /** Ranges that are missing between start and end. */
    gaps: z.array(z.object({ from: z.int(), to: z.int(), reason: z.string() })),
  })
  .meta({ id: 'PortLog' });
export type PortLog = z.infer<typeof portLog>;

/** One power-on to power-off. The reboots of a guest in between do not end it. */
export const boot = z
  .object({
    id: z.string(),
    number: z.int().min(1),
    startedAt: moment,
    endedAt: moment.nullable(),
    /** Why it ended: shutdown, destroyed, crashed, failed, unknown; null while it lasts. */
    endReason: z.string().nullable(),
    stages: z.array(stageEvent),
    /** The provisioning workflow as the orchestrator told it, action by action. */
    steps: z.array(provisioningStep),
    failure: failure.nullable(),
    ports: z.array(portLog),
  })
  .meta({ id: 'Boot' });
export type Boot = z.infer<typeof boot>;
