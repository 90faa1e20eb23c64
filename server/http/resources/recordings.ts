import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { boot as bootContract } from '../../../lib/contract/boot.ts';
import { PICTURE_NAME, replay } from '../../../lib/contract/replay.ts';
import { replayPage } from '../../core/recordings/replay-page.ts';
import { auditName } from '../audit-note.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';
import { streamOf } from '../text-stream.ts';

const path = '/api/v1/nodes/{node}/boots/{boot}';
const params = z.object({
  node: z.string().min(1).max(100),
  boot: z.coerce.number().int().min(1),
});
const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

const show = createRoute({
  ...needs('console.read', 'log read'),
  method: 'get',
  path: `${path}/replay`,
  summary: 'When the output of a boot came, its stages, and the list of the pictures of its display',
  description:
    'The bytes themselves are at /log/{port}. Of a boot that goes on, ask again with what is there already: the ends of ' +
    'both ports, and the number of pictures.',
  request: { params, query: z.object({ from0: count, from1: count, pictures: count }) },
  responses: { 200: json('What is there now', replay), ...refusals },
});

const picture = createRoute({
  ...needs('console.read', 'screen read'),
  method: 'get',
  path: `${path}/pictures/{picture}`,
  summary: 'A picture of the display in a boot',
  request: { params: params.extend({ picture: z.string().regex(PICTURE_NAME) }) },
  responses: {
    200: {
      description: 'It never changes',
      content: { 'image/png': { schema: z.string().meta({ format: 'binary' }) } },
    },
    ...refusals,
  },
});

const page = createRoute({
  ...needs('console.read', 'log read'),
  method: 'get',
  path: `${path}/page`,
  summary: 'A boot as one HTML page that plays it without a network: both serial ports and the display',
  request: { params },
  responses: {
    200: { description: 'To be saved', content: { 'text/html; charset=utf-8': { schema: z.string() } } },
    ...refusals,
  },
});

const pin = createRoute({
  ...needs('recordings.write', 'recording pin'),
  method: 'put',
  path: `${path}/pin`,
  summary: 'Keep the recording of a boot for good',
  request: { params },
  responses: { 200: json('The boot', bootContract), ...refusals },
});

const unpin = createRoute({
  ...needs('recordings.write', 'recording unpin'),
  method: 'delete',
  path: `${path}/pin`,
  summary: 'Keep the recording of a boot no longer than others',
  request: { params },
  responses: { 200: json('The boot', bootContract), ...refusals },
});

const remove = createRoute({
  ...needs('recordings.write', 'recording delete'),
  method: 'delete',
  path: `${path}/recording`,
  summary: 'Delete the serial logs and pictures of a boot that has ended and is not pinned; its stages stay',
  request: { params },
  responses: { 204: { description: 'Deleted' }, ...refusals },
});

function readingRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) => {
    const { node, boot } = c.req.valid('param');
    const { from0 = 0, from1 = 0, pictures = 0 } = c.req.valid('query');
    const from = { offsets: [from0, from1], pictures };
    return c.json(await c.var.services.core.recordings.replay(node, boot, from), 200);
  });

  app.openapi(picture, async (c) => {
    const { node, boot, picture: name } = c.req.valid('param');
    // All pictures of a boot are one reading.
    c.set('auditTarget', `${await auditName(c, node)} ${boot}`);
    const png = await c.var.services.core.recordings.picture(node, boot, name);
    return c.body(new Uint8Array(png), 200, {
      'content-type': 'image/png',
      'cache-control': 'private, max-age=31536000, immutable',
    });
  });

  app.openapi(page, async (c) => {
    const { node, boot } = c.req.valid('param');
    const { core } = c.var.services;
    const { id, name, boots } = await core.nodes.detail(node);
    const { pictures } = await core.recordings.replay(id, boot);
    const logs = await Promise.all(
      [0, 1].map(async (port) => (await core.consoles.open(id, port, boot)).log),
    );
    const facts = boots.find(({ number }) => number === boot);
    const parts = replayPage({
      ...{ logs, pictures, title: `${name}, boot ${boot}`, stages: facts?.stages ?? [] },
      startedAt: facts?.startedAt ?? '',
      endedAt: facts?.endedAt ?? null,
      read: (wanted) => core.recordings.picture(id, boot, wanted).catch(() => null),
    });
    return c.body(streamOf(parts), 200, {
      'content-type': 'text/html; charset=utf-8',
      // Never shown here: what a guest prints must not become a page of this server.
      'content-disposition': `attachment; filename="${name}-boot${boot}.html"`,
    });
  });
}

/** What was recorded of boots. */
export function recordingRoutes(app: ConsoleApp): void {
  readingRoutes(app);
  for (const [route, pinned] of [
    [pin, true],
    [unpin, false],
  ] as const) {
    app.openapi(route, async (c) => {
      const { node, boot } = c.req.valid('param');
      c.set('auditTarget', `${await auditName(c, node)} boot ${boot}`);
      return c.json(await c.var.services.core.recordings.pin(node, boot, pinned, identityOf(c).actor), 200);
    });
  }

  app.openapi(remove, async (c) => {
    const { node, boot } = c.req.valid('param');
    c.set('auditTarget', `${await auditName(c, node)} boot ${boot}`);
    await c.var.services.core.recordings.remove(node, boot, identityOf(c).actor);
    return c.body(null, 204);
  });
}
