import { z } from 'zod';
import { ENDINGS, STAGES } from '../domain/stages.ts';
import { moment, stageName } from './boot.ts';

const checkpointName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'use 1 to 63 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );

/** The stage at whose beginning a checkpoint is made by itself. */
export const checkpointStage = stageName.exclude(['defined', 'powered-on']);
export type CheckpointStage = z.infer<typeof checkpointStage>;

/** Disk, firmware variables and TPM state of a node, as they were at one moment. */
export const checkpoint = z
  .object({
    id: z.string(),
    name: z.string(),
    note: z.string(),
    /** In which the node was. */
    stage: z.enum([...STAGES, ...ENDINGS]),
    /** Whether the node was on: then it is what a power cut at that moment would have left. */
    on: z.boolean(),
    /** Whether a node that goes back to it is registered anew and onboards again. */
    onboardsAgain: z.boolean(),
    /** False once its deletion has begun: it can only be deleted. */
    usable: z.boolean(),
    /** Id of its host at the orchestrator then. */
    orchestratorHost: z.string().nullable(),
    diskGiB: z.int(),
    /** What it takes on the host; null while the host does not answer. */
    bytes: z.int().nullable(),
    createdAt: moment,
    createdBy: z.string(),
  })
  .meta({ id: 'Checkpoint' });
export type Checkpoint = z.infer<typeof checkpoint>;

/** The oldest first. */
export const checkpointList = z.object({ checkpoints: z.array(checkpoint) });

export const checkpointRequest = z
  .strictObject({
    /** Left out, it is called after the stage of the node. */
    name: checkpointName.optional(),
    note: z.string().max(500, 'use at most 500 characters').default(''),
  })
  .meta({ id: 'CheckpointRequest' });
export type CheckpointRequest = z.infer<typeof checkpointRequest>;

export const restoreRequest = z
  .strictObject({
    /** Cuts the power of a node that is on; without it, going back is refused then. */
    powerOff: z.boolean().default(false),
    /** Starts the node afterwards. */
    start: z.boolean().default(false),
  })
  .meta({ id: 'RestoreRequest' });
export type RestoreRequest = z.infer<typeof restoreRequest>;

/** More would make every read of the disk slow: each is a layer of it. */
export const MOST_CHECKPOINTS = 20;
