import { createRoute } from '@hono/zod-openapi';
import { readAsked, serialTails, serialTailsQuery } from '../../../lib/contract/serial-tail.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const list = createRoute({
  ...needs('console.read'),
  method: 'get',
  path: '/api/v1/serial-tails',
  summary: 'What many nodes printed last: a few lines of each, and only of those that printed since',
  request: { query: serialTailsQuery },
  responses: { 200: json('The lines', serialTails), ...refusals },
});

export function serialTailRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const { nodes, lines } = c.req.valid('query');
    const tails = await c.var.services.core.serialTails(nodes.map(readAsked), lines);
    return c.json({ tails }, 200);
  });
}
