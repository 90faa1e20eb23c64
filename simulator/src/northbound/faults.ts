import type { Context, MiddlewareHandler } from 'hono';
import { SimulatorError } from '../error.ts';
import { addressOf } from '../http/client.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import {
  type ScenarioDefinition,
  forbidden,
  serverError,
  slowAnswers,
  tooManyRequests,
} from '../scenarios/catalogue.ts';
import { globMatches } from '../scenarios/glob.ts';
import type { Simulation } from '../simulation.ts';
import type { z } from 'zod';

/** The timeout of the orchestrator's gateway. */
const GATEWAY_TIMEOUT = 15_000;

interface Limits {
  readonly times?: number | undefined;
  readonly path: string;
}

/** The rate limit, and the scenarios in which the API fails or is slow. */
export function apiFaults(simulation: Simulation): MiddlewareHandler {
  const limiter = new RateLimiter(simulation.settings.requestsPerSecond);
  return async (context, next) => {
    const address = addressOf(context);
    const slow = due(simulation, slowAnswers, context);
    if (slow !== undefined) {
      await pause(Math.min(slow.milliseconds, GATEWAY_TIMEOUT), context.req.raw.signal);
      if (slow.milliseconds >= GATEWAY_TIMEOUT)
        throw new SimulatorError('gateway-timeout', 'request timeout');
    }
    const broken = due(simulation, serverError, context);
    if (broken !== undefined) return context.html(proxyPage(broken.status), broken.status);
    if (due(simulation, tooManyRequests, context) !== undefined || !limiter.admits(address)) {
      return context.json(null, 429);
    }
    if (due(simulation, forbidden, context) !== undefined) {
      throw new SimulatorError('gateway-forbidden', 'Forbidden');
    }
    return next();
  };
}

/** The parameters of the scenario if it applies to this request; counts scenarios that apply a limited number of times. */
function due<O extends Limits>(
  simulation: Simulation,
  definition: ScenarioDefinition<z.ZodType<O>>,
  context: Context,
): O | undefined {
  const active = simulation.scenarios.active(definition, { address: addressOf(context) });
  if (active === undefined || !globMatches(active.parameters.path, context.req.path)) return;
  const { times } = active.parameters;
  return times === undefined || active.count('api') <= times ? active.parameters : undefined;
}

function proxyPage(status: number): string {
  const words: Readonly<Record<number, string>> = {
    500: 'Internal Server Error',
    502: 'Bad Gateway',
    503: 'Service Temporarily Unavailable',
    504: 'Gateway Time-out',
  };
  const title = `${status} ${words[status] ?? ''}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
}

/** Waits; ends early if the client disconnects. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener('abort', finish);
  });
}
