import { z } from 'zod';

/** What the console does by itself with a boot that has stopped. Off, unless somebody switches it on. */
export const recoveryRules = z
  .strictObject({
    /** Reset the machine when iPXE waits at its prompt, as `reboot` typed there would. */
    rebootAtIpxe: z.boolean().default(false),
    /** Reset the machine when the firmware waits in its shell, as `reset` typed there would. */
    resetAtShell: z.boolean().default(false),
    /** Power cycles after a failed boot, one after the other. */
    retries: z.int('use 0 to 10').min(0, 'use 0 to 10').max(10, 'use 0 to 10').default(0),
  })
  .meta({ id: 'RecoveryRules' });
export type RecoveryRules = z.infer<typeof recoveryRules>;

export const NO_RECOVERY: RecoveryRules = { rebootAtIpxe: false, resetAtShell: false, retries: 0 };
