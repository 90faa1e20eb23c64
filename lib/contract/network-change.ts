import { z } from 'zod';

const change = z.enum(['apply', 'remove']);

/** Which change of a network's boot options is asked about. */
export const networkChangeQuery = z.object({
  change: change.default('apply'),
  /** Whose boot options; not needed to remove those of the console. */
  orchestrator: z.string().min(1).max(100).optional(),
});
export type NetworkChangeQuery = z.infer<typeof networkChangeQuery>;

/**
 * What would be changed in a libvirt network that the console did not make, so that its DHCP server sends nodes to their
 * boot program; or what the console has added would be taken back.
 */
export const networkChange = z
  .object({
    host: z.string(),
    network: z.string(),
    change,
    /** Whose options the network would have. */
    orchestrator: z.string().nullable(),
    /** Whose options of the console's it has now. */
    applied: z.string().nullable(),
    /** Those that somebody else has taken away since: they stay away when the console takes back its own. */
    missing: z.array(z.string()),
    /** Its definition, line by line: kept, taken away, added. */
    diff: z.array(z.object({ mark: z.enum([' ', '-', '+']), text: z.string() })),
    /** There is nothing to do, not even a restart. */
    done: z.boolean(),
    /** The running network has yet to be restarted: its DHCP server reads its options only at its start. */
    restart: z.boolean(),
    /** Running domains whose link a restart interrupts; the console connects them again. */
    running: z.array(z.string()),
    warnings: z.array(z.string()),
    /** Identifies all of this, so that what was confirmed is what is done. */
    hash: z.string(),
  })
  .meta({ id: 'NetworkChange' });
export type NetworkChange = z.infer<typeof networkChange>;

export const networkChangeRequest = z
  .strictObject({
    change,
    orchestrator: z.string().min(1).max(100).optional(),
    hash: z.string().min(1).max(100),
    /** Otherwise the options take effect when somebody restarts the network. */
    restart: z.boolean().default(true),
  })
  .meta({ id: 'NetworkChangeRequest' });
export type NetworkChangeRequest = z.infer<typeof networkChangeRequest>;

export const networkChanged = z
  .object({
    /** Running domains that could not be connected again after the restart, and why. */
    disconnected: z.array(z.object({ domain: z.string(), reason: z.string() })),
  })
  .meta({ id: 'NetworkChanged' });
export type NetworkChanged = z.infer<typeof networkChanged>;
