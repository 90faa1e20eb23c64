import { createInterface } from 'node:readline';
import { EXIT_OF_SIGNAL } from '../exit-code.ts';

/** Asks for a yes or no on the terminal. A number is the exit code after Ctrl-C. */
export async function askYesOrNo(text: string): Promise<boolean | number> {
  const question = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise((resolve) => {
      question.once('SIGINT', () => resolve(EXIT_OF_SIGNAL.SIGINT));
      // Ctrl-D, or no terminal any more.
      question.once('close', () => resolve(false));
      question.question(`${text} [y/N] `, (answer) => resolve(/^y(es)?$/i.test(answer)));
    });
  } finally {
    question.close();
  }
}
