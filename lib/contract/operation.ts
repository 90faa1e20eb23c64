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
  'delete',
]);
export type OperationKind = z.infer<typeof operationKind>;

/** What an operation consists of; lib/domain/operation-steps has the words. */
export const operationStepName = z.enum([
  'reach-host',
  'define',
  'start-paused',
  'attach-serial',
  'resume',
  'shutdown',
  'stop',
  'reboot',
  'reset',
  'pause',
  'remove',
  'deregister',
  'archive',
  'roll-back',
]);
export type OperationStepName = z.infer<typeof operationStepName>;

/** The step that is under way, or failed: the `number`th of `total`. */
export const operationStep = z
  .object({ name: operationStepName, number: z.int(), total: z.int() })
  .meta({ id: 'OperationStep' });
export type OperationStep = z.infer<typeof operationStep>;

/** Something a person asked for, recorded before libvirt is called. */
export const operation = z
  .object({
    id: z.string(),
    kind: operationKind,
    nodeId: z.string(),
    nodeName: z.string(),
    state: z.enum(['recorded', 'acting', 'succeeded', 'failed']),
    /** What is being done; null when nothing has begun. */
    step: operationStep.nullable(),
    by: z.string(),
    recordedAt: moment,
    endedAt: moment.nullable(),
    error: failureNote.nullable(),
  })
  .meta({ id: 'Operation' });
export type Operation = z.infer<typeof operation>;
