import { CommanderError } from 'commander';
import { ConsoleError } from '../../lib/contract/error.ts';
import { reportFailure } from './command.ts';
import { EXIT_OF_SIGNAL } from './exit-code.ts';
import { createOutput, isBrokenPipe } from './output/output.ts';
import { createProgram } from './program.ts';

/**
 * A reader that has enough is nobody to be told of it. Without a reader of what happens meanwhile (`… 2>&1 | head -1`)
 * the work goes on, and its exit code tells the outcome. Without a reader of what was asked for a command that has its exit code already (`ven list | head -1`) ends with that one, and one
 * in the middle of its output (`ven watch | head -1`) as other programs do, by SIGPIPE.
 */
function surviveBrokenPipes(): void {
  process.stdout.on('error', (error: Error) => {
    if (isBrokenPipe(error)) process.exit(process.exitCode ?? EXIT_OF_SIGNAL.SIGPIPE);
    throw error;
  });
  process.stderr.on('error', (error: Error) => {
    if (!isBrokenPipe(error)) throw error;
  });
}

/** commander's sentence without its prefix, and its advice apart. */
function usageError(said: string): ConsoleError {
  const [message = '', ...advice] = said
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  // Without a command commander says nothing but the help.
  if (message === '' || message.startsWith('Usage:')) {
    return new ConsoleError('invalid', 'Say what to do.', { fix: 'See: ven help' });
  }
  const fix = [...advice.map((line) => line.trim()), 'See: ven help'].filter((line) => line !== '').join(' ');
  return new ConsoleError('invalid', message, { fix });
}

async function main(args: readonly string[]): Promise<void> {
  surviveBrokenPipes();
  const said: string[] = [];
  try {
    await createProgram((text) => said.push(text)).parseAsync(args, { from: 'user' });
  } catch (error) {
    const output = createOutput(process, args.includes('--json'));
    if (!(error instanceof CommanderError)) {
      await reportFailure(output, error, process.env);
    } else if (error.exitCode !== 0) {
      if (!output.json && said.some((text) => text.startsWith('Usage:'))) output.progress(said.join(''));
      await reportFailure(output, usageError(said.join('')), process.env);
    }
  }
}

await main(process.argv.slice(2));
