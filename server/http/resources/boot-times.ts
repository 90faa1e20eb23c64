import { createRoute } from '@hono/zod-openapi';
import { bootTimes, bootTimesQuery } from '../../../lib/contract/boot-times.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: '/api/v1/boot-times',
  summary:
    'How long the stages of past boots took: median and 95th percentile by template, host or orchestrator',
  description:
    'Boots of deleted nodes count as well. Of each boot, the way to its first ready counts. The latest 500 boots at most, as they were within the last 15 seconds.',
  request: { query: bootTimesQuery },
  responses: { 200: json('Times by group', bootTimes), ...refusals },
});

export function bootTimesRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) => c.json(await c.var.services.core.bootTimes(c.req.valid('query')), 200));
}
