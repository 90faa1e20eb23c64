import { z } from 'zod';
import { CAUSES, CONFIDENCES } from '../domain/diagnosis/causes.ts';
import { FINDINGS } from '../domain/diagnosis/findings.ts';
import { SOURCES, TOPICS } from '../domain/diagnosis/topics.ts';
import { REPAIRS } from '../domain/preflight.ts';
import { basis, evidence, moment, stageName } from './boot.ts';

/** A text of a guest, a server or a daemon may be of any length; a verdict may not. */
export const TEXT_MAX = 600;
const text = z.string().max(TEXT_MAX);

const networkChange = z.object({ host: z.string(), network: z.string(), orchestrator: z.string() });

/** The answer to one question about a boot. */
const observation = z
  .object({
    topic: z.enum(TOPICS),
    source: z.enum(SOURCES),
    /** `unchecked`: it could not be looked at; the text says why. */
    outcome: z.enum(['fine', 'problem', 'unchecked']),
    /** `observed`: the guest says so, and can say anything. */
    basis,
    /** What it amounts to; null where it only informs. */
    finding: z.enum(FINDINGS).nullable(),
    /** A sentence or two. */
    text,
    /** What to do about it; empty where nothing has to be done. */
    fix: text,
    /** Its place in the logs of the boot; null where it has none. */
    evidence: evidence.nullable(),
    /** What the console can put right itself. */
    repair: z.enum(REPAIRS).nullable(),
    /** Somebody else's network to which the console can add boot options. */
    change: networkChange.nullable(),
  })
  .meta({ id: 'Observation' });
export type Observation = z.infer<typeof observation>;

/** What a button can do about it. */
const diagnosisAction = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('repair'), repair: z.enum(REPAIRS) }),
    z.object({ kind: z.literal('network-options'), change: networkChange }),
    z.object({ kind: z.literal('end-faults') }),
    z.object({ kind: z.literal('resume') }),
    z.object({ kind: z.literal('orchestrator'), name: z.string() }),
    z.object({ kind: z.literal('host'), name: z.string() }),
  ])
  .meta({ id: 'DiagnosisAction' });
export type DiagnosisAction = z.infer<typeof diagnosisAction>;

/** Why a boot failed or stalls. */
export const diagnosis = z
  .object({
    boot: z.int().min(1),
    at: moment,
    /** It was made by itself, because the boot failed or stalled. */
    automatic: z.boolean(),
    milliseconds: z.int(),
    /** Where the boot stands, or has failed. */
    stage: stageName,
    cause: z.enum(CAUSES),
    /** The cause in words. */
    title: text,
    confidence: z.enum(CONFIDENCES),
    /** What speaks for it. */
    evidence: z.array(observation),
    /** What else was looked at, and what could not be. */
    alsoChecked: z.array(observation),
    nextStep: text,
    action: diagnosisAction.nullable(),
  })
  .meta({ id: 'Diagnosis' });
export type Diagnosis = z.infer<typeof diagnosis>;

/** The latest of a boot. A change as well: sent when one begins to be made, and when it has been made. */
export const diagnosisState = z
  .object({
    /** Its id, which remains when it is deleted. */
    node: z.string(),
    boot: z.int().min(1),
    revision: z.int(),
    /** Null: none has been made. */
    diagnosis: diagnosis.nullable(),
    /** One is being made. */
    running: z.boolean(),
  })
  .meta({ id: 'DiagnosisState' });
export type DiagnosisState = z.infer<typeof diagnosisState>;
