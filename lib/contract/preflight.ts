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
    /** What to add to the configuration of a DHCP server that the console cannot change, by server. */
    snippets: z.array(z.object({ server: z.string(), text: z.string() })),
    /** Somebody else's network to which the console can add boot options, after showing the change. */
    change: z.object({ host: z.string(), network: z.string(), orchestrator: z.string() }).nullable(),
  })
  .meta({ id: 'PreflightStep' });
export type PreflightStep = z.infer<typeof preflightStep>;

export const repairRequest = z.strictObject({ repair }).meta({ id: 'RepairRequest' });
