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

/** An intention that was recorded before libvirt was called. */
export const operation = z
  .object({
    id: z.string(),
    kind: operationKind,
    nodeId: z.string(),
    nodeName: z.string(),
    state: z.enum(['recorded', 'acting', 'succeeded', 'failed']),
    /** What is being done, in words; null when nothing has begun. */
    step: z.string().nullable(),
    by: z.string(),
    recordedAt: moment,
    endedAt: moment.nullable(),
    error: failureNote.nullable(),
  })
  .meta({ id: 'Operation' });
export type Operation = z.infer<typeof operation>;
