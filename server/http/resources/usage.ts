import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  hostUsageHistory,
  nodeUsageHistory,
  usageNow,
  usageQuery,
  usageWindow,
} from '../../../lib/contract/usage.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const query = z.object({ window: usageWindow.default('live') });

const now = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: '/api/v1/usage',
  summary: 'What hosts use, and which domains use most: CPU, memory, disk, network',
  request: { query: usageQuery },
  responses: { 200: json('As measured within seconds', usageNow), ...refusals },
});

const ofHost = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: '/api/v1/hosts/{host}/usage',
  summary: 'What a host uses, over ten minutes or a day',
  request: { params: z.object({ host: z.string().min(1).max(200) }), query },
  responses: { 200: json('Now and before', hostUsageHistory), ...refusals },
});

const ofNode = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: '/api/v1/nodes/{node}/usage',
  summary: 'What a node uses, over ten minutes or a day',
  request: { params: z.object({ node: z.string().min(1).max(100) }), query },
  responses: { 200: json('Now and before', nodeUsageHistory), ...refusals },
});

/** What is measured; pages ask again for what they show. */
export function usageRoutes(app: ConsoleApp): void {
  app.openapi(now, async (c) => c.json(await c.var.services.core.usage.now(c.req.valid('query')), 200));
  app.openapi(ofHost, async (c) => {
    const { window } = c.req.valid('query');
    return c.json(await c.var.services.core.usage.ofHost(c.req.valid('param').host, window), 200);
  });
  app.openapi(ofNode, async (c) => {
    const { window } = c.req.valid('query');
    return c.json(await c.var.services.core.usage.ofNode(c.req.valid('param').node, window), 200);
  });
}
