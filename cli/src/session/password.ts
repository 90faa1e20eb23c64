import { ConsoleError } from '../../../lib/contract/error.ts';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
/** Backspace, as one or the other terminal sends it. */
const ERASE = ['\u0008', '\u007f'];
const TOO_LONG = 1024;

/** The first line of standard input. */
export async function passwordFromPipe(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.includes('\n') || text.length > TOO_LONG) break;
  }
  const password = text.split(/\r?\n/, 1)[0] ?? '';
  if (password !== '') return password;
  throw new ConsoleError('invalid', 'There is no password on standard input.', {
    fix: 'Pipe it in: ven login --email YOU --password-stdin < file',
  });
}

/** Asks at the terminal; what is typed is not shown. */
export function passwordFromTerminal(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  // Before the prompt: whoever answers it at once must not be echoed.
  stdin.setRawMode(true);
  stderr.write(prompt);
  stdin.setEncoding('utf8');
  let typed = '';
  return new Promise((resolve, reject) => {
    const finish = () => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const onData = (text: string) => {
      for (const key of text) {
        if (key === '\r' || key === '\n') {
          finish();
          resolve(typed);
          return;
        }
        if (key === CTRL_C || key === CTRL_D) {
          finish();
          reject(new ConsoleError('interrupted', 'Not logged in: no password was given.'));
          return;
        }
        typed = ERASE.includes(key) ? typed.slice(0, -1) : typed + key;
      }
    };
    stdin.on('data', onData);
    stdin.resume();
  });
}
