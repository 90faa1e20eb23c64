import { writeFileSync } from 'node:fs';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';

/** Known before anything is made that could not be reported afterwards. */
export function checkReport(file: string | undefined): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, '');
  } catch (error) {
    const reason = messageOf(error);
    throw new ConsoleError('invalid', `The report cannot be written: ${reason}`, {
      fix: 'Choose another file for --junit.',
    });
  }
}
