import { messageOf } from '../../../lib/contract/error.ts';
import { existsSync } from 'node:fs';
import type { Check } from '../../../lib/contract/host.ts';
import { type Init, SYSTEMD_FOLDER } from '../../../lib/domain/host-checks/daemons.ts';
import { fail, type Typist, type Verdict } from '../../../lib/domain/host-checks/verdict.ts';
import type { Environment } from '../session/settings.ts';

export interface DoctorContext {
  readonly env: Environment;
}

/** One thing that must be right on a machine that runs nodes. */
export interface LocalCheck {
  readonly id: string;
  readonly inspect: (context: DoctorContext) => Verdict | Promise<Verdict>;
}

/** Commands are shown as this user would type them. */
export const typist: Typist = { isRoot: process.getuid?.() === 0 };

export const initSystem = (): Init => ({ ...typist, hasSystemd: existsSync(SYSTEMD_FOLDER) });

/** A check that fails to run is a result like the others, and does not end the doctor. */
export async function inspectAll(checks: readonly LocalCheck[], context: DoctorContext): Promise<Check[]> {
  return Promise.all(
    checks.map(async ({ id, inspect }) => {
      try {
        return { id, ...(await inspect(context)) };
      } catch (error) {
        const reason = messageOf(error);
        return {
          id,
          ...fail(`could not be checked: ${reason}`, 'Run ven doctor as the user that runs the console.'),
        };
      }
    }),
  );
}
