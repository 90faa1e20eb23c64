import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const show = createRoute({
  ...needs('console.read', 'screen read'),
  method: 'get',
  path: '/api/v1/nodes/{node}/screenshot',
  summary: "A picture of a node's screen",
  request: { params: z.object({ node: z.string().min(1).max(100) }) },
  responses: {
    200: {
      description: 'As it is now',
      content: { 'image/png': { schema: z.string().meta({ format: 'binary' }) } },
    },
    ...refusals,
  },
});

export function screenshotRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) => {
    const { core } = c.var.services;
    const { node } = c.req.valid('param');
    const { name } = await core.nodes.get(node);
    const picture = await core.consoles.screenshot(node);
    return c.body(new Uint8Array(picture), 200, {
      'content-type': 'image/png',
      'content-disposition': `inline; filename="${name}.png"`,
    });
  });
}
