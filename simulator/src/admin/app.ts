import { Hono } from 'hono';
import { z } from 'zod';
import { SimulatorError } from '../error.ts';
import type { RequestLog } from '../http/request-log.ts';
import { readText } from '../northbound/validation.ts';
import { errorResponse } from '../northbound/errors.ts';
import { CATALOGUE } from '../scenarios/catalogue.ts';
import { ScenarioRequest } from '../scenarios/scenarios.ts';
import type { Simulation } from '../simulation.ts';
import { adminOnly } from './access.ts';
import type { SignIns } from './sign-in.ts';

/** Redeems a sign-in code. */
export const SIGN_IN_PATH = '/page/sign-in';

const MAX_BODY_BYTES = 16 * 1024;
const ClearQuery = z.object({
  name: z.string().optional(),
  serial: z.string().optional(),
  address: z.string().optional(),
});

/** `/admin/…`: scenarios and the request log, as JSON. */
export function admin(simulation: Simulation, log: RequestLog, signIns: SignIns): Hono {
  const app = new Hono();
  app.onError(errorResponse);
  app.use(adminOnly(simulation.store.state.adminToken, signIns));
  app.use(async (_, next) => {
    await next();
    await simulation.store.durable();
  });
  app.get('/admin/scenarios', (context) =>
    context.json({
      active: simulation.scenarios.list(),
      known: CATALOGUE.map(({ name, scope, summary, seen, parameters }) => ({
        name,
        scope,
        summary,
        seen,
        parameters: z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }).properties ?? {},
      })),
    }),
  );
  app.post('/admin/scenarios', async (context) => {
    const type = context.req.header('content-type') ?? '';
    if (!type.startsWith('application/json')) throw new SimulatorError('usage', 'send application/json');
    const request = ScenarioRequest.safeParse(parseJson(await readText(context, MAX_BODY_BYTES)));
    if (!request.success) throw new SimulatorError('usage', z.prettifyError(request.error));
    return context.json(simulation.scenarios.set(request.data));
  });
  app.delete('/admin/scenarios', (context) => {
    const query = ClearQuery.parse(context.req.query());
    return context.json({ cleared: simulation.scenarios.clear(query) });
  });
  app.post('/admin/sign-in', (context) =>
    context.json({ path: `${SIGN_IN_PATH}?code=${signIns.issueCode()}` }),
  );
  app.get('/admin/requests', (context) =>
    context.json({ requests: log.entries(context.req.query('client')) }),
  );
  return app;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SimulatorError('usage', 'the body is not JSON');
  }
}
