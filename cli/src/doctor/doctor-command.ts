import type { Command } from 'commander';
import { z } from 'zod';
import type { Check } from '../../../lib/contract/host.ts';
import { addCommand, noArguments } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { asConsoleError } from '../failure.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { type Environment, findTarget } from '../session/settings.ts';
import { fail } from '../../../lib/host-rules/verdict.mjs';
import { inspectServer } from './server.ts';
import { checksOf } from '../../../lib/host-rules/rules.mjs';
import { operator, SYSTEM_URI } from '../../../host-facts/daemons.mjs';
import { readAllFacts } from '../../../host-facts/host-facts.mjs';
import { checkPort } from './port.ts';

const options = z.object({ local: z.boolean().default(false), server: z.boolean().default(false) });

const isLoopback = (url: string): boolean => /^(localhost|127\..*|\[::1\])$/.test(new URL(url).hostname);

async function serverChecks(env: Environment, wanted: boolean): Promise<Check[]> {
  try {
    return await inspectServer(findTarget(env), wanted || Boolean(env.VEN_URL));
  } catch (error) {
    const { message, fix } = asConsoleError(error);
    return [{ id: 'server', ...fail(message, fix) }];
  }
}

/** This machine need not be fit to run nodes when the console is on another. */
function isElsewhere(env: Environment): boolean {
  try {
    return !isLoopback(findTarget(env).url);
  } catch {
    return false;
  }
}

/** A console on this machine says again what was found here. */
function withoutRepetition(told: readonly Check[], found: readonly Check[]): Check[] {
  const isKnown = ({ id, reason }: Check): boolean =>
    found.some((each) => id.endsWith(`:${each.id}`) && each.reason === reason);
  return told.filter((check) => !isKnown(check));
}

const SIGNS = { ok: '✓', warn: '!', fail: '✗' } as const;

function report(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const lines = checks.flatMap(({ id, status, reason, fix }) => [
    `${SIGNS[status]} ${printable(id).padEnd(width)}  ${printable(reason)}`,
    ...(fix === '' ? [] : [`  ${' '.repeat(width)}  → ${printable(fix)}`]),
  ]);
  const failed = checks.filter(({ status }) => status === 'fail').length;
  const warned = checks.filter(({ status }) => status === 'warn').length;
  return `${lines.join('\n')}\n\n${checks.length} checks: ${failed} failed, ${warned} to look at\n`;
}

export const addDoctor = (program: Command): Command =>
  addCommand(program, {
    usage: 'doctor',
    summary: 'check this machine and the console; exits 1 when a check fails',
    flags: [
      ['--local', 'check only this machine'],
      ['--server', 'check only the console, which must answer'],
    ],
    details:
      'Works without a console. If the console runs on another machine, only that one is checked, unless --local is given.',
    args: noArguments,
    options,
    run: async ({ env }, _args, { local, server }) => {
      const here = local || (!server && !isElsewhere(env));
      const found = here ? await localChecks(env) : [];
      const told = local && !server ? [] : await serverChecks(env, server);
      const checks = [...found, ...withoutRepetition(told, found)];
      const healthy = checks.every(({ status }) => status !== 'fail');
      const exitCode = healthy ? EXIT.success : EXIT.failure;
      return { document: { ok: healthy, checks }, text: report(checks), exitCode };
    },
  });

/** This machine, and the port of a console that would be started here. */
async function localChecks(env: Environment): Promise<Check[]> {
  const place = { env, uri: env.VEN_LIBVIRT_URI || SYSTEM_URI, data: env.VEN_DATA_DIR || 'data' };
  const [facts, port] = await Promise.all([readAllFacts(place), checkPort(env)]);
  return [...checksOf(facts, operator()), { id: 'port', title: 'Port of the console', ...port }];
}
