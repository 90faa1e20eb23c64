import type { ConsoleClient } from 'ven-client';
import type { Check } from '../../../lib/contract/host.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import { type Orchestrator, orchestratorRequest } from '../../../lib/contract/orchestrator.ts';
import { CHECK_TITLES } from '../../../lib/domain/connection-check.ts';
import { fail, ok, warn } from '../../../lib/host-rules/verdict.mjs';

function standing({ name, state, reason, fix, url }: Orchestrator): Check {
  const id = `orchestrator:${name}`;
  if (state === 'ok') return { id, ...ok(url ?? 'none is needed') };
  if (state === 'starting')
    return { id, ...warn(reason ?? 'still starting', fix ?? 'Ask again in a moment.') };
  return { id, ...fail(reason ?? `${url ?? name} is ${state}`, fix ?? 'See ven orchestrator list.') };
}

const STATUS = { ok: 'ok', warning: 'warn', failed: 'fail' } as const;

function checkOf(name: string, { id, state, evidence, fix }: CheckStep): Check[] {
  // Skipped because of an earlier step, which says why.
  if (state === 'skipped') return [];
  const title = CHECK_TITLES[id];
  return [{ id: `orchestrator:${name}:${id}`, title, status: STATUS[state], reason: evidence, fix }];
}

/** The steps of its connection check: names, certificates, clocks, accounts. */
async function connectionOf(client: ConsoleClient, name: string): Promise<Check[]> {
  const { kind, settings } = await client.orchestrators.get(name);
  const request = orchestratorRequest.parse({ name, kind, settings, secrets: {} });
  const checks: Check[] = [];
  for await (const step of client.orchestrators.check(request)) checks.push(...checkOf(name, step));
  return checks;
}

/** How an orchestrator is, and what its connection check finds if this account may run it. */
export async function orchestratorChecks(
  client: ConsoleClient,
  orchestrator: Orchestrator,
): Promise<Check[]> {
  const here = standing(orchestrator);
  if (orchestrator.builtIn || orchestrator.kind === 'none') return [here];
  try {
    return [here, ...(await connectionOf(client, orchestrator.name))];
  } catch (error) {
    if (error instanceof ConsoleError && error.code === 'forbidden') return [here];
    throw error;
  }
}
