import { ConsoleError } from '../../../lib/contract/error.ts';

/** Whoever removes something repeats its name: an address that was mistyped removes nothing. */
export function requireConfirmed(named: string, confirm: string): void {
  if (confirm === named) return;
  throw new ConsoleError('invalid', `The removal of "${named}" is not confirmed.`, {
    ...{
      fix: `Repeat the name: confirm=${named}`,
      errors: [{ field: 'confirm', message: 'repeat the name' }],
    },
  });
}
