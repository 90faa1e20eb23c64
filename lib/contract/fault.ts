import { z } from 'zod';
import { FAULT_ENDS, FAULT_KINDS, FAULT_STATES, faultFacts } from '../domain/fault-kinds.ts';
import { moment, stageName } from './boot.ts';
import { amount } from './machine.ts';

/** The stage at whose beginning a fault begins. */
export const faultStage = stageName.exclude(['defined']);

const rate = amount(1, 1_000_000).meta({
  description: 'KiB/s; for link-slow (each direction) and disk-slow',
});
const loss = amount(1, 100).meta({ description: 'per cent of the packets; for link-lossy' });

export const faultRequest = z
  .strictObject({
    kind: z.enum(FAULT_KINDS),
    rateKiBps: rate.optional(),
    lossPercent: loss.optional(),
    /** Left out, it begins at once, or at the power-on of a node that is off. */
    at: faultStage.optional(),
    /** It is taken back after so many seconds; left out, somebody has to end it, or the power-off of the node does. */
    seconds: amount(1, 86_400).optional(),
  })
  .superRefine(({ kind, ...given }, context) => {
    const { amount: wanted, lasts } = faultFacts(kind);
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    for (const each of ['rateKiBps', 'lossPercent'] as const) {
      if (each === wanted && given[each] === undefined) refuse(each, `${kind} needs it`);
      if (each !== wanted && given[each] !== undefined) refuse(each, `leave it out: ${kind} has none`);
    }
    if (!lasts && given.seconds !== undefined) refuse('seconds', `leave it out: ${kind} is over at once`);
  })
  .meta({ id: 'FaultRequest' });
export type FaultRequest = z.output<typeof faultRequest>;
export type FaultInput = z.input<typeof faultRequest>;

/** Something that is done wrong to a node on purpose. */
export const fault = z
  .object({
    id: z.string(),
    kind: z.enum(FAULT_KINDS),
    rateKiBps: z.int().nullable(),
    lossPercent: z.int().nullable(),
    at: faultStage.nullable(),
    seconds: z.int().nullable(),
    state: z.enum(FAULT_STATES),
    /** The boot in which it has begun; null before that. */
    boot: z.int().nullable(),
    createdAt: moment,
    createdBy: z.string(),
    begunAt: moment.nullable(),
    endedAt: moment.nullable(),
    end: z.enum(FAULT_ENDS).nullable(),
    /** Of a person who has ended it. */
    endedBy: z.string().nullable(),
    /** Why it could not be done, or cannot be taken back yet. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'Fault' });
export type Fault = z.infer<typeof fault>;

export const faultList = z.object({ faults: z.array(fault) }).meta({ id: 'FaultList' });
export const faultResponse = z.object({ fault }).meta({ id: 'FaultResponse' });
