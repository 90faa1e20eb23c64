import { type Check } from '../../../lib/contract/host.ts';
import { type Environment } from '../session/settings.ts';

export interface DoctorContext {
  readonly env: Environment;
}

/** One thing that must be right on a machine that runs nodes. */
export interface LocalCheck {
  readonly id: string;
  readonly inspect: (context: DoctorContext) => Verdict | Promise<Verdict>;
}

export type Verdict = Omit<Check, 'id'>;

export const ok = (reason: string): Verdict => ({ status: 'ok', reason, fix: '' });
export const warn = (reason: string, fix: string): Verdict => ({ status: 'warn', reason, fix });
export const fail = (reason: string, fix: string): Verdict => ({ status: 'fail', reason, fix });

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Commands as this user would type them, one after the other; why stands behind them as a comment. */
export function typed(commands: readonly string[], why = ''): string {
  const line = commands.map((command) => (isRoot() ? command : `sudo ${command}`)).join(' && ');
  return why === '' ? line : `${line}   # ${why}`;
}

/** A check that itself fails is a finding, not the end of the doctor. */
export async function inspectAll(checks: readonly LocalCheck[], context: DoctorContext): Promise<Check[]> {
  return Promise.all(
    checks.map(async ({ id, inspect }) => {
      try {
        return { id, ...(await inspect(context)) };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return {
          id,
          ...fail(`could not be checked: ${reason}`, 'Run ven doctor as the user that runs the console.'),
        };
      }
    }),
  );
}
