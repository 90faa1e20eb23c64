import { z } from 'zod';
import { PREFLIGHT_STEPS, REPAIRS } from '../domain/preflight.ts';
import { finding } from './orchestrator-check.ts';

const repair = z.enum(REPAIRS);

/** What a step of the check before a power-on found. */
export const preflightStep = finding
  .extend({
    id: z.enum(PREFLIGHT_STEPS),
    /** What the console can do about it, if somebody asks for it; null: nothing. */
    repair: repair.nullable(),
  })
  .meta({ id: 'PreflightStep' });
export type PreflightStep = z.infer<typeof preflightStep>;

export const repairRequest = z.strictObject({ repair }).meta({ id: 'RepairRequest' });
