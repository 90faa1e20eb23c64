import { z } from 'zod';
import { moment } from './boot.ts';
import { failureNote } from './error.ts';

export const operationKind = z.enum([
  'create',
  'start',
  'shutdown',
  'stop',
  'reboot',
  'reset',
  'power-cycle',
  'pause',
  'resume',
  'netboot',
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
export type OperationKind = z.infer<typeof operationKind>;

/** The steps of operations; lib/domain/operation-steps has their texts. */
export const operationStepName = z.enum([
  'reach-host',
  'copy-disk',
  'define',
  'await-turn',
  'start-paused',
  'attach-serial',
  'resume',
  'shutdown',
  'stop',
  'reboot',
  'reset',
  'pause',
  'boot-from-network',
  'erase',
  'rename',
  'annotate',
  'autostart',
  'reconfigure',
  'grow-disk',
  'make-volume',
  'attach-device',
  'detach-device',
  'remove-volume',
  'keep-state',
  'freeze-disk',
  'prepare-disk',
  'go-back',
  'register',
  'record',
  'drop-checkpoint',
  'merge-disk',
  'remove',
  'deregister',
  'archive',
  'roll-back',
]);
export type OperationStepName = z.infer<typeof operationStepName>;

/** The step that is running or has failed: `number` of `total`. */
export const operationStep = z
  .object({ name: operationStepName, number: z.int(), total: z.int() })
  .meta({ id: 'OperationStep' });
export type OperationStep = z.infer<typeof operationStep>;

/** Something that a user requested, recorded before libvirt is called. */
export const operation = z
  .object({
    id: z.string(),
    kind: operationKind,
    nodeId: z.string(),
    nodeName: z.string(),
    state: z.enum(['recorded', 'acting', 'succeeded', 'failed']),
    /** The running step; null before the first one. */
    step: operationStep.nullable(),
    by: z.string(),
    recordedAt: moment,
    endedAt: moment.nullable(),
    error: failureNote.nullable(),
  })
  .meta({ id: 'Operation' });
export type Operation = z.infer<typeof operation>;
