import { z } from 'zod';
import { ENDINGS, STAGES } from '../../../lib/domain/stages.ts';
import type { BootRow, Database } from '../../db/api.ts';
import { storedState } from '../../db/checkpoints.ts';

/** What a checkpoint will be, decided when it is asked for. */
export const checkpointParameters = z.object({
  id: z.string(),
  name: z.string(),
  note: z.string(),
  stage: z.enum([...STAGES, ...ENDINGS]),
  readyAt: z.string().nullable(),
  /** Running, and to be resumed. */
  running: z.boolean(),
  on: z.boolean(),
  state: storedState,
  orchestratorHost: z.string().nullable(),
});
export type CheckpointParameters = z.infer<typeof checkpointParameters>;

/** How to go back to a checkpoint, and how to undo that. */
export const goBackParameters = z.object({
  checkpoint: z.string(),
  name: z.string(),
  start: z.boolean(),
  /** Of the layer that the node gets, and of the copies of what it has now. */
  id: z.string(),
  /** What the node has now. */
  disk: z.string(),
  state: storedState,
});
export type GoBackParameters = z.infer<typeof goBackParameters>;

/** What goes, and which layers of the disk can be merged then. */
export const dropParameters = z.object({
  checkpoint: z.string(),
  name: z.string(),
  merges: z
    .array(z.object({ layer: z.string(), into: z.string(), head: z.string() }))
    // Recorded by an earlier version.
    .default([]),
});

/** The checkpoint to which the node went back after its latest boot had begun. */
export async function wentBackTo(
  { operations }: Database,
  nodeId: string,
  latest: Pick<BootRow, 'startedAt'> | null,
): Promise<string | null> {
  const last = (await operations.ofNode(nodeId)).findLast(({ kind }) => kind === 'go-back');
  if (last === undefined || last.state === 'failed' || last.recordedAt < (latest?.startedAt ?? ''))
    return null;
  return goBackParameters.parse(last.request).name;
}
