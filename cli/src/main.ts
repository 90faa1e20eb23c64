import { CommanderError } from 'commander';
import { ConsoleError } from '../../lib/contract/error.ts';
import { reportFailure } from './command.ts';
import { EXIT_OF_SIGNAL } from './exit-code.ts';
import { formatOf } from './output/format.ts';
import { createOutput, isBrokenPipe } from './output/output.ts';
import { createProgram } from './program.ts';

/**
 * A closed pipe is not reported. When nobody reads standard error any more (`… 2>&1 | head -1`), the work goes on and the
 * exit code tells its outcome. When nobody reads standard output, a command that already has its exit code
 * (`ven list | head -1`) ends with that one, and one in the middle of its output (`ven watch | head -1`) as other programs
 * do on SIGPIPE.
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

/** commander's message without its prefix; its advice becomes the fix. */
function usageError(printed: string, args: readonly string[]): ConsoleError {
  const [message = '', ...advice] = printed
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  // Without a command, commander prints only the help.
  if (message === '' || message.startsWith('Usage:')) {
    return new ConsoleError('invalid', 'No command was given.', { fix: 'See: ven help' });
  }
  const command = args.find((arg) => !arg.startsWith('-'));
  const isKnown = command !== undefined && !message.startsWith('unknown command');
  const help = isKnown ? `See: ven ${command} --help` : 'See: ven help';
  const fix = [...advice.map((line) => line.trim()), help].filter((line) => line !== '').join(' ');
  return new ConsoleError('invalid', message, { fix });
}

async function main(args: readonly string[]): Promise<void> {
  surviveBrokenPipes();
  const messages: string[] = [];
  try {
    await createProgram((text) => messages.push(text)).parseAsync(args, { from: 'user' });
  } catch (error) {
    const output = createOutput(process, formatOf(args));
    if (!(error instanceof CommanderError)) {
      await reportFailure(output, error, process.env);
    } else if (error.exitCode !== 0) {
      if (!output.json && messages.some((text) => text.startsWith('Usage:')))
        output.progress(messages.join(''));
      await reportFailure(output, usageError(messages.join(''), args), process.env);
    }
  }
}

await main(process.argv.slice(2));
