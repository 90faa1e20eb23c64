import { createRoute } from '@hono/zod-openapi';
import { demo, demoState } from '../../../lib/contract/demo.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/demo';

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary: 'The demonstration that goes on, or the last one',
  responses: { 200: json('Null if there was none', demoState), ...refusals },
});

const begin = createRoute({
  ...needs('scenarios.write', 'demo begin'),
  method: 'post',
  path,
  summary: 'Make three nodes at the simulator, one of which fails on purpose, mend it, and delete them',
  responses: { 202: json('It goes on by itself', demo), ...refusals },
});

const pause = createRoute({
  ...needs('scenarios.write', 'demo pause'),
  method: 'post',
  path: `${path}/pause`,
  summary: 'Stay at the present step; boots go on',
  responses: { 200: json('The demonstration', demo), ...refusals },
});

const goOn = createRoute({
  ...needs('scenarios.write', 'demo resume'),
  method: 'post',
  path: `${path}/resume`,
  summary: 'Go on after a pause',
  responses: { 200: json('The demonstration', demo), ...refusals },
});

const stop = createRoute({
  ...needs('nodes.delete', 'demo stop'),
  method: 'delete',
  path,
  summary: 'End the demonstration and delete what it made',
  responses: { 202: json('It is being cleaned up', demo), ...refusals },
});

export function demoRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) => c.json({ demo: await c.var.services.core.demo.get() }, 200));
  app.openapi(begin, async (c) => c.json(await c.var.services.core.demo.begin(identityOf(c).actor), 202));
  app.openapi(pause, async (c) => c.json(await c.var.services.core.demo.pause(identityOf(c).actor), 200));
  app.openapi(goOn, async (c) => c.json(await c.var.services.core.demo.goOn(identityOf(c).actor), 200));
  app.openapi(stop, async (c) => c.json(await c.var.services.core.demo.stop(identityOf(c).actor), 202));
}
