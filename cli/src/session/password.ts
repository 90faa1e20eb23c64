import { ConsoleError } from '../../../lib/contract/error.ts';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
/** Backspace, as one or the other terminal sends it. */
const ERASE = ['\u0008', '\u007f'];
const TOO_LONG = 1024;

/** The first lines of standard input, at most `count`, without empty ones at the end. */
export async function linesFromPipe(count: number): Promise<string[]> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.split('\n').length > count || text.length > TOO_LONG * count) break;
  }
  const lines = text.split(/\r?\n/).slice(0, count);
  while (lines.at(-1) === '') lines.pop();
  if ((lines[0] ?? '') !== '') return lines;
  throw new ConsoleError('invalid', 'There is no password on standard input.', {
    fix: 'Pipe it in, on a line of its own: … --password-stdin < FILE',
  });
}

/** Prompts at the terminal without echoing the input. */
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
          reject(new ConsoleError('interrupted', 'No password was given.'));
          return;
        }
        typed = ERASE.includes(key) ? typed.slice(0, -1) : typed + key;
      }
    };
    stdin.on('data', onData);
    stdin.resume();
  });
}
