import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { screenText } from '../../../lib/contract/screen-text.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
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

const text = createRoute({
  ...needs('console.read', 'screen read'),
  method: 'get',
  path: '/api/v1/nodes/{node}/screen/text',
  summary: "What is written on a node's screen, where firmware or a text console draws it",
  description:
    'Recognised pixel by pixel by the fonts of VGA, EDK II and Linux consoles, not guessed; `lines` is empty where there ' +
    'is no such text.',
  request: { params: z.object({ node: z.string().min(1).max(100) }) },
  responses: { 200: json('As it is now', screenText), ...refusals },
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

  app.openapi(text, async (c) =>
    c.json(await c.var.services.core.consoles.screenText(c.req.valid('param').node), 200),
  );
}
