import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Context, Flag } from '../command.ts';
import { askYesOrNo } from './question.ts';
import { printable } from '../../../lib/domain/printable.ts';

export const YES: Flag = ['--yes', 'do not ask for confirmation'];
export const yesOption = z.object({ yes: z.boolean().default(false) });

/** True once a person or --yes has agreed; a number is the exit code after Ctrl-C. Throws otherwise. */
export async function confirmed({ output }: Context, what: string, yes: boolean): Promise<true | number> {
  if (yes) return true;
  if (!output.interactive || !process.stdin.isTTY)
    throw new ConsoleError('invalid', 'This has to be confirmed.', {
      fix: 'Give --yes if that is what you want.',
    });
  const answer = await askYesOrNo(`${printable(what)}?`);
  if (typeof answer === 'number') return answer;
  if (!answer) throw new ConsoleError('interrupted', 'Nothing was changed.');
  return true;
}
