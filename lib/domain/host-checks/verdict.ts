import type { Check } from '../../contract/host.ts';

/** The result of a check: what was found, and the fix, which is empty when there is nothing to do. */
export type Verdict = Omit<Check, 'id'>;

export const ok = (reason: string): Verdict => ({ status: 'ok', reason, fix: '' });
export const warn = (reason: string, fix: string): Verdict => ({ status: 'warn', reason, fix });
export const fail = (reason: string, fix: string): Verdict => ({ status: 'fail', reason, fix });

/** The user who will type the commands of a fix. */
export interface Typist {
  readonly isRoot: boolean;
}

/** One shell line, with sudo where needed; `why` becomes a comment at its end. */
export function commandLine(commands: readonly string[], { isRoot }: Typist, why = ''): string {
  const line = commands.map((command) => (isRoot ? command : `sudo ${command}`)).join(' && ');
  return why === '' ? line : `${line}   # ${why}`;
}
