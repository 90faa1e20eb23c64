import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';
import {
  scenario,
  type ActiveScenario,
  type ScenarioFilter,
  type ScenarioList,
  type ScenarioRequest,
} from '../../lib/contract/scenario.ts';
import type { SimulatorFacts } from './facts.ts';

const ANSWER_MS = 5000;

const limit = z
  .string()
  .optional()
  .transform((pattern) => pattern ?? null);
const active = z
  .object({
    name: z.string(),
    serial: limit,
    address: limit,
    parameters: z.record(z.string(), z.unknown()),
    since: z.number(),
  })
  .transform((entry): ActiveScenario => ({ ...entry, since: new Date(entry.since).toISOString() }));
const listed = z.object({ active: z.array(active), known: z.array(scenario) });
const cleared = z.object({ cleared: z.int() });
const signIn = z.object({ path: z.string().startsWith('/') });
const failure = z.object({ message: z.string(), field: z.string().optional() });

/** The provider of the facts reports why there are none. */
type Facts = () => Promise<Pick<SimulatorFacts, 'httpUrl' | 'adminToken'>>;

/** The simulator's `/admin/…` (see simulator/README.md), with the token that it has written into its state directory. */
export class SimulatorDemonstration {
  readonly #facts: Facts;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  async scenarios(): Promise<ScenarioList> {
    return this.#ask(listed, 'GET', '/admin/scenarios');
  }

  async switchOn(request: ScenarioRequest): Promise<ActiveScenario> {
    return this.#ask(active, 'POST', '/admin/scenarios', request);
  }

  async switchOff(filter: ScenarioFilter): Promise<number> {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(filter)) if (value !== undefined) query.set(key, value);
    return (await this.#ask(cleared, 'DELETE', `/admin/scenarios?${query.toString()}`)).cleared;
  }

  async pageUrl(): Promise<string> {
    const { httpUrl } = await this.#facts();
    const { path } = await this.#ask(signIn, 'POST', '/admin/sign-in');
    return new URL(path, httpUrl).href;
  }

  async #ask<Schema extends z.ZodType>(
    schema: Schema,
    method: string,
    path: string,
    body?: object,
  ): Promise<z.output<Schema>> {
    const { httpUrl, adminToken } = await this.#facts();
    const response = await fetch(`${httpUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new ConsoleError('orchestrator-unreachable', 'The simulator does not answer.', {
        fix: 'Try again in a moment; the orchestrators page says whether it runs.',
        cause,
      });
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return schema.parse(answer);
    const { message = `status ${response.status}`, field } = failure.safeParse(answer).data ?? {};
    throw new ConsoleError('invalid', message, {
      fix: 'Correct it; the list of scenarios says which there are and what parameters each takes.',
      ...(field === undefined ? {} : { errors: [{ field, message }] }),
    });
  }
}
