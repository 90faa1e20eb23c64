import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { HostCheckStep } from '../../../lib/contract/host-check.ts';
import type { HostRequest } from '../../../lib/contract/host-settings.ts';
import { HOST_STEP_TITLES } from '../../../lib/domain/connection-check.ts';
import { addCommand } from '../command.ts';
import { printedSteps } from '../output/check-steps.ts';
import type { Output } from '../output/output.ts';
import { HOST_FLAGS, hostOptions, requestFrom } from './host-options.ts';

async function checkSteps(
  client: ConsoleClient,
  request: HostRequest,
  output: Pick<Output, 'progress'>,
): Promise<HostCheckStep[]> {
  const edit = `ven host edit ${request.name}`;
  return printedSteps(client.hosts.check(request), HOST_STEP_TITLES, output, {
    uri: `${edit} --uri URI`,
    'host-key': `${edit} --host-key SHA256:…`,
  });
}

const failureOf = (steps: readonly HostCheckStep[]): ConsoleError | undefined => {
  const failed = steps.find(({ state }) => state === 'failed');
  if (failed === undefined) return undefined;
  return new ConsoleError('host-unreachable', failed.evidence, { fix: failed.fix });
};

/** The request with the server's key that has the given fingerprint. Throws when the server shows another one. */
export async function withConfirmedKey(
  client: ConsoleClient,
  request: HostRequest,
  fingerprint: string | undefined,
  output: Pick<Output, 'progress'>,
): Promise<HostRequest> {
  if (fingerprint === undefined) return request;
  const steps = await checkSteps(client, request, output);
  const step = steps.find(({ id }) => id === 'host-key');
  if (step?.state === 'ok') return request;
  const wanted = fingerprint.replace(/=$/, '');
  const found = step?.hostKeys.find((key) => key.fingerprint === wanted);
  if (found === undefined) {
    throw new ConsoleError('host-unreachable', step?.evidence ?? 'The key was not looked for.', {
      fix: 'Ask the administrator of the machine for its fingerprint; nothing was changed.',
    });
  }
  const hostKeys = [...request.settings.hostKeys, found.line];
  return { ...request, settings: { ...request.settings, hostKeys } };
}

/** What the console knows under that name; nothing while it was not added. */
async function knownOr(client: ConsoleClient, name: string, uri: string | undefined) {
  try {
    return await client.hosts.get(name);
  } catch (error) {
    if (!(error instanceof ConsoleError && error.code === 'not-found') || uri === undefined) throw error;
    return { uri, settings: {} };
  }
}

export const addHostCheck = (group: Command): Command =>
  addCommand(group, {
    usage: 'check <name>',
    summary: 'try step by step whether a host can be used; changes nothing',
    flags: [
      ['--uri <uri>', 'connection URI, of one that was not added yet or instead of its own'],
      ...HOST_FLAGS,
    ],
    details: 'Exit code 1: a step failed.',
    args: z.tuple([z.string()]),
    options: hostOptions.extend({ uri: z.string().optional() }),
    run: async ({ client, output }, [name], given) => {
      const known = await knownOr(client(), name, given.uri);
      const request = requestFrom(name, given.uri ?? known.uri, known.settings, given);
      const steps = await checkSteps(client(), request, output);
      const error = failureOf(steps);
      const text = error === undefined ? `${name} can be used.\n` : `${name} cannot be used yet.\n`;
      return { document: { name, steps }, text, error };
    },
  });
