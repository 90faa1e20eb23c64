import { CommanderError } from 'commander';
import { ConsoleError } from '../../lib/contract/error.ts';
import { reportFailure } from './command.ts';
import { createOutput, isBrokenPipe } from './output/output.ts';
import { createProgram } from './program.ts';

/** A reader that has enough (`ven list | head -1`) is no failure, and nobody is left to be told. */
function endQuietlyOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: Error) => {
      if (isBrokenPipe(error)) process.exit(0);
      throw error;
    });
  }
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
  endQuietlyOnBrokenPipe();
  const said: string[] = [];
  try {
    await createProgram((text) => said.push(text)).parseAsync(args, { from: 'user' });
  } catch (error) {
    const output = createOutput(process, args.includes('--json'));
    if (!(error instanceof CommanderError)) {
      process.exitCode = await reportFailure(output, error, process.env);
    } else if (error.exitCode !== 0) {
      if (!output.json && said.some((text) => text.startsWith('Usage:'))) output.progress(said.join(''));
      process.exitCode = await reportFailure(output, usageError(said.join('')), process.env);
    }
  }
}

await main(process.argv.slice(2));
