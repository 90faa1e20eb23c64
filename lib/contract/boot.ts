import { z } from 'zod';
import { FAILURE_CLASSES, STAGES } from '../domain/stages.ts';

export const stageName = z.enum(STAGES);
export const moment = z.iso.datetime().meta({ id: 'Moment', description: 'UTC, with milliseconds' });

/** `observed`: from serial output, where a guest can print anything. `confirmed`: by the orchestrator or libvirt. */
export const basis = z.enum(['observed', 'confirmed']);

/** The evidence: a place in a boot's byte log, or a report by the orchestrator (port null). */
export const evidence = z
  .object({
    port: z.int().min(0).max(1).nullable(),
    /** Bytes since power-on of the first byte of the line; 0 when `port` is null. */
    offset: z.int().min(0),
    line: z.string(),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof evidence>;

/** Progress of provisioning as reported by the orchestrator, or of a download in percent (total 100). */
export const stageProgress = z
  .object({ step: z.int(), total: z.int(), text: z.string() })
  .meta({ id: 'Progress' });
export type StageProgress = z.infer<typeof stageProgress>;

/** One aspect of a node in the orchestrator's own wording. The text is for display only; the indicator is evaluated. */
export const orchestratorStatus = z
  .object({
    name: z.enum(['registration', 'onboarding', 'provisioning', 'host', 'instance']),
    text: z.string(),
    indicator: z.enum(['unspecified', 'error', 'in-progress', 'idle']),
  })
  .meta({ id: 'OrchestratorStatus' });
export type OrchestratorStatus = z.infer<typeof orchestratorStatus>;

/** A status, and when this console received it. */
export const receivedStatus = orchestratorStatus.extend({ at: moment }).meta({ id: 'HeardStatus' });
export type ReceivedStatus = z.infer<typeof receivedStatus>;

/** One action of the provisioning workflow. Actions that begin and end between two polls are missing. */
export const provisioningStep = stageProgress
  .extend({
    startedAt: moment,
    /** Null while it is running. */
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
    /** The orchestrator's statuses that confirmed it; empty when it was observed, or confirmed by libvirt. */
    statuses: z.array(receivedStatus),
  })
  .meta({ id: 'StageEvent' });
export type StageEvent = z.infer<typeof stageEvent>;

export const failure = z
  .object({
    class: z.enum(FAILURE_CLASSES),
    /** What happened and why, in one sentence. */
    cause: z.string(),
    /** What to do next. */
    fix: z.string(),
    /** The stage in which it failed. */
    stage: stageName,
    evidence: evidence.nullable(),
  })
  .meta({ id: 'Failure' });
export type Failure = z.infer<typeof failure>;

/** The log of one serial port in one boot. Offsets count every byte the guest sent since power-on. */
const portLog = z
  .object({
    port: z.int().min(0).max(1),
    /** What is before it was removed to keep the log within its size limit. */
    start: z.int().min(0),
    end: z.int().min(0),
    /** Ranges that are missing between start and end. */
    gaps: z.array(z.object({ from: z.int(), to: z.int(), reason: z.string() })),
  })
  .meta({ id: 'PortLog' });
export type PortLog = z.infer<typeof portLog>;

/** From power-on to power-off. Reboots of the guest in between do not end it. */
export const boot = z
  .object({
    id: z.string(),
    number: z.int().min(1),
    startedAt: moment,
    endedAt: moment.nullable(),
    /** Why it ended: shutdown, destroyed, crashed, failed, unknown; null while it is running. */
    endReason: z.string().nullable(),
    /** Name of the checkpoint that the node had gone back to before it. */
    checkpoint: z.string().nullable(),
    stages: z.array(stageEvent),
    /** The actions of the provisioning workflow, as reported by the orchestrator. */
    steps: z.array(provisioningStep),
    failure: failure.nullable(),
    /** Its recording is kept for good: since when, and by whom. */
    pinned: z.object({ at: moment, by: z.string() }).nullable(),
    ports: z.array(portLog),
  })
  .meta({ id: 'Boot' });
export type Boot = z.infer<typeof boot>;
