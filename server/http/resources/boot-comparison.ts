import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { bootComparison } from '../../../lib/contract/boot-comparison.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const node = z.string().min(1).max(100);
const boot = z.coerce.number().int().min(1);

const compare = createRoute({
  ...needs('console.read', 'log read'),
  method: 'get',
  path: '/api/v1/nodes/{node}/boots/{boot}/comparison',
  summary: 'A boot compared with another one, of this node or another',
  description:
    'The boot in the path is the base, the one in the query the other; by default the latest of the same node. Times, addresses, UUIDs, sizes and counters in ' +
    'the output do not count as differences.',
  request: {
    params: z.object({ node, boot }),
    query: z.object({ node: node.optional(), boot: boot.optional() }),
  },
  responses: { 200: json('The comparison', bootComparison), ...refusals },
});

export function bootComparisonRoutes(app: ConsoleApp): void {
  app.openapi(compare, async (c) => {
    const { core } = c.var.services;
    const base = c.req.valid('param');
    const { node: other = base.node, boot: number } = c.req.valid('query');
    return c.json(await core.compareBoots(base, { node: other, boot: number }), 200);
  });
}
