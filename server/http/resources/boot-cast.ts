import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { asciicast } from '../../core/recordings/asciicast.ts';
import { refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';
import { streamOf } from '../text-stream.ts';

const params = z.object({
  node: z.string().min(1).max(100),
  boot: z.coerce.number().int().min(1),
  port: z.coerce.number().int().min(0).max(1),
});

const show = createRoute({
  ...needs('console.read', 'log read'),
  method: 'get',
  path: '/api/v1/nodes/{node}/boots/{boot}/cast/{port}',
  summary: 'What a serial port said in a boot, in its true time, as asciicast version 3',
  request: { params },
  responses: {
    200: {
      description: 'Output events, with markers where stages begin; what is there now of a boot that goes on',
      content: { 'application/x-asciicast': { schema: z.string() } },
    },
    ...refusals,
  },
});

export function bootCastRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) => {
    const { node, boot, port } = c.req.valid('param');
    const { core } = c.var.services;
    const { name, boots } = await core.nodes.detail(node);
    const { log } = await core.consoles.open(node, port, boot);
    const found = boots.find(({ number }) => number === boot);
    if (found === undefined) throw new ConsoleError('not-found', `${name} has no boot ${boot}.`);
    const title = `${name}, boot ${boot}, ttyS${port}`;
    return c.body(streamOf(asciicast(log, { title, ...found })), 200, {
      'content-type': 'application/x-asciicast',
      'content-disposition': `attachment; filename="${name}-boot${boot}-ttyS${port}.cast"`,
    });
  });
}
