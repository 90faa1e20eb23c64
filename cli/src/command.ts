import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';
import { parseDomainAddress } from '../../lib/domain/names.ts';
import { authorisedClient } from './api/client.ts';
import { EXIT, exitCodeOf, isOfSignal } from './exit-code.ts';
import { examplesOf } from './help/examples.ts';
import { asConsoleError, failureNoteOf, failureText } from './failure.ts';
import { formatGiven, outputOptions } from './output/format.ts';
import { createOutput, type Output } from './output/output.ts';
import { type Environment, findTarget } from './session/settings.ts';

/** A time limit as typed, in seconds. */
export const seconds = z.coerce
  .number({ error: 'use a number of seconds' })
  .pipe(z.number().min(0, 'use a number of seconds').max(2_000_000, 'use at most 2000000 seconds'));

/** The result of a command. With `error` it failed after work that is reported all the same. */
export interface Outcome {
  readonly document: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** A table with more columns; without one, the text. */
  readonly wide?: string;
  readonly error?: ConsoleError | undefined;
  /** Where it follows from neither: ended by a signal, a failed check. */
  readonly exitCode?: number;
}

export interface Context {
  readonly output: Output;
  readonly env: Environment;
  /** The server that the user is logged in to; throws if there is none. */
  readonly client: () => ConsoleClient;
}

export type Flag = readonly [flags: string, description: string];

export interface CommandSpec<A, O> {
  /** With its arguments, as commander reads them. */
  readonly usage: string;
  readonly summary: string;
  /** Flags and their descriptions. */
  readonly flags?: readonly Flag[];
  /** Printed below the options by --help. */
  readonly details?: string;
  /** Command lines for the help, where those of `help/examples.ts` do not fit. */
  readonly examples?: readonly string[];
  /** All positional arguments together. */
  readonly args: z.ZodType<A>;
  readonly options: z.ZodType<O>;
  /** Null when it has printed everything itself. */
  readonly run: (context: Context, args: A, options: O) => Promise<Outcome | number | null>;
}

export const noArguments = z.array(z.unknown());
export const noOptions = z.object({});

function usageError(error: z.ZodError): ConsoleError {
  const issue = error.issues[0];
  const name = issue?.path.filter((each) => typeof each === 'string').join('.') ?? '';
  const flag = name === '' ? '' : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: `;
  return new ConsoleError('invalid', `${flag}${issue?.message ?? 'not understood'}`, {
    fix: 'See ven help, or the command with --help.',
  });
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw usageError(parsed.error);
}

function exitCodeOfOutcome(outcome: Outcome | number | null): number {
  if (outcome === null) return EXIT.success;
  if (typeof outcome === 'number') return outcome;
  const { error, exitCode = error === undefined ? EXIT.success : exitCodeOf(error.code) } = outcome;
  return exitCode;
}

/**
 * Ends every command: sets its exit code, prints its document or text, and its error. The exit code comes first, so that
 * a reader that goes away while it is printed does not change it.
 */
async function finish(output: Output, outcome: Outcome | number | null): Promise<void> {
  process.exitCode = exitCodeOfOutcome(outcome);
  if (outcome !== null && typeof outcome !== 'number') await printOutcome(output, outcome);
  // Ended by a signal: open requests and connections are not awaited.
  if (isOfSignal(process.exitCode)) process.exit();
}

async function printOutcome(output: Output, { document, text, wide = text, error }: Outcome): Promise<void> {
  if (output.json) {
    await output.document(error === undefined ? document : { ...document, error: failureNoteOf(error) });
  } else {
    await output.print(output.format === 'wide' ? wide : text);
  }
  if (error !== undefined && !output.json) output.progress(failureText(error).trimEnd());
}

export async function reportFailure(output: Output, thrown: unknown, env: Environment): Promise<void> {
  const error = asConsoleError(thrown);
  process.exitCode = exitCodeOf(error.code);
  if (env.VEN_DEBUG) output.progress(String(error.stack));
  if (output.json) await output.document({ error: failureNoteOf(error) });
  else output.progress(failureText(error).trimEnd());
}

const examplesText = (lines: readonly string[]): string =>
  `\n${lines.length === 1 ? 'Example:' : 'Examples:'}\n${lines.map((line) => `  $ ${line}`).join('\n')}`;

export function addCommand<A, O>(parent: Command, spec: CommandSpec<A, O>): Command {
  const command = parent.command(spec.usage).description(spec.summary);
  for (const [flags, description] of spec.flags ?? []) command.option(flags, description);
  for (const option of outputOptions()) command.addOption(option);
  if (spec.details !== undefined) command.addHelpText('after', `\n${spec.details}`);
  command.addHelpText('after', () => examplesText(spec.examples ?? examplesOf(command)));
  return command.action(async () => {
    const given: unknown = command.optsWithGlobals();
    const output = createOutput(process, formatGiven.parse(given));
    const { env } = process;
    try {
      const args = parse(spec.args, command.processedArgs);
      const context: Context = { output, env, client: () => authorisedClient(findTarget(env)) };
      await finish(output, await spec.run(context, args, parse(spec.options, given)));
    } catch (error) {
      await reportFailure(output, error, env);
    }
  });
}

/** The host when there is one only, which then need not be named. */
export async function onlyHost(client: ConsoleClient): Promise<string> {
  const [only, ...others] = await client.hosts.list();
  if (only !== undefined && others.length === 0) return only.name;
  throw new ConsoleError('invalid', 'There are several hosts.', { fix: 'Give --host.' });
}

/** HOST/DOMAIN, or only DOMAIN where there is one host. */
export async function domainAt(
  client: ConsoleClient,
  text: string,
): Promise<{ readonly host: string; readonly domain: string }> {
  return parseDomainAddress(text) ?? { host: await onlyHost(client), domain: text };
}
