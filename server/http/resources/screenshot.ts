import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { screenList } from '../../../lib/contract/screen-now.ts';
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

const list = createRoute({
  ...needs('console.read'),
  method: 'get',
  path: '/api/v1/screens',
  summary: 'Which picture the displays of nodes that are on show, as far as pictures were taken',
  description: 'To show many displays: ask for a picture again only when its name has changed.',
  responses: { 200: json('The latest of each', screenList), ...refusals },
});

const latest = createRoute({
  ...needs('console.read', 'screen read'),
  method: 'get',
  path: '/api/v1/nodes/{node}/screen/latest',
  summary: "The latest picture that was taken of a node's display",
  description:
    'Nothing is asked of the host. `ETag` is its name; with `If-None-Match`, the answer is 304 while nothing has changed. ' +
    '`picture` is for caches only.',
  request: {
    params: z.object({ node: z.string().min(1).max(100) }),
    query: z.object({ picture: z.string().max(100).optional() }),
    headers: z.object({ 'if-none-match': z.string().max(500).optional() }),
  },
  responses: {
    200: {
      description: 'At most a few seconds old while the display changes',
      content: { 'image/png': { schema: z.string().meta({ format: 'binary' }) } },
    },
    304: { description: 'It is still the same' },
    ...refusals,
  },
});

function latestRoutes(app: ConsoleApp): void {
  app.openapi(list, (c) => c.json({ screens: [...c.var.services.core.recordings.screens()] }, 200));

  app.openapi(latest, async (c) => {
    const { node } = c.req.valid('param');
    const { picture, png } = await c.var.services.core.recordings.latestPicture(node);
    const etag = `"${picture}"`;
    const headers = { etag, 'cache-control': 'private, no-cache' };
    if (c.req.valid('header')['if-none-match']?.includes(etag)) return c.body(null, 304, headers);
    return c.body(new Uint8Array(png), 200, { ...headers, 'content-type': 'image/png' });
  });
}

export function screenshotRoutes(app: ConsoleApp): void {
  latestRoutes(app);
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
