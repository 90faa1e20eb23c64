import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  activeScenario,
  ownPage,
  scenarioFilter,
  scenarioList,
  scenarioRequest,
  scenariosCleared,
} from '../../../lib/contract/scenario.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const params = z.object({ orchestrator: z.string().min(1).max(200) });
const path = '/api/v1/orchestrators/{orchestrator}/scenarios';

const list = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path,
  summary: 'What a simulator can do wrong on purpose, and what of it is on',
  request: { params },
  responses: { 200: json('The scenarios', scenarioList), ...refusals },
});

const switchOn = createRoute({
  ...needs('scenarios.write', 'scenario on'),
  method: 'post',
  path,
  summary: 'Switch a scenario on; the same one with the same limits is replaced',
  request: { params, ...jsonBody(scenarioRequest) },
  responses: { 200: json('The scenario that is on now', activeScenario), ...refusals },
});

const switchOff = createRoute({
  ...needs('scenarios.write', 'scenario off'),
  method: 'delete',
  path,
  summary: 'Switch off the scenarios of a name, with certain limits, or all',
  request: { params, query: scenarioFilter },
  responses: { 200: json('How many', scenariosCleared), ...refusals },
});

const page = createRoute({
  ...needs('scenarios.write', 'simulator page'),
  method: 'post',
  path: '/api/v1/orchestrators/{orchestrator}/page',
  summary: 'An address that opens the simulator’s own page, once, on the machine of the console',
  request: { params },
  responses: { 200: json('The address', ownPage), ...refusals },
});

/** The switches of a demonstration orchestrator. */
export function scenarioRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const { orchestrators } = c.var.services.core;
    return c.json(await orchestrators.demonstration(c.req.valid('param').orchestrator).scenarios(), 200);
  });

  app.openapi(switchOn, async (c) => {
    const { orchestrators } = c.var.services.core;
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    const demonstration = orchestrators.demonstration(c.req.valid('param').orchestrator);
    return c.json(await demonstration.switchOn(request), 200);
  });

  app.openapi(switchOff, async (c) => {
    const { orchestrators } = c.var.services.core;
    const filter = c.req.valid('query');
    c.set('auditTarget', filter.name ?? 'all scenarios');
    const demonstration = orchestrators.demonstration(c.req.valid('param').orchestrator);
    return c.json({ cleared: await demonstration.switchOff(filter) }, 200);
  });

  app.openapi(page, async (c) => {
    const { orchestrators } = c.var.services.core;
    return c.json(
      { url: await orchestrators.demonstration(c.req.valid('param').orchestrator).pageUrl() },
      200,
    );
  });
}
