import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { bulk, bulkList, bulkRequest } from '../../../lib/contract/bulk.ts';
import { counted } from '../../../lib/domain/format.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/bulks';
const params = z.object({ bulk: z.string().min(1).max(100) });
/** The audit trail has so many names of nodes. */
const NAMED = 20;

const list = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary: 'Bulk actions, the newest first',
  responses: { 200: json('Each with its nodes', bulkList), ...refusals },
});

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{bulk}`,
  summary: 'A bulk action, and what became of each node',
  request: { params },
  responses: { 200: json('The action', bulk), ...refusals },
});

const begin = createRoute({
  ...needs('nodes.power', 'bulk'),
  method: 'post',
  path,
  summary: 'Do something to several nodes: a list of them, or those that a filter chooses',
  request: jsonBody(bulkRequest),
  responses: { 202: json('Recorded; a few nodes of each host at a time', bulk), ...refusals },
});

const cancel = createRoute({
  ...needs('nodes.power', 'bulk cancel'),
  method: 'delete',
  path: `${path}/{bulk}`,
  summary: 'Leave out the nodes that still wait; what has begun goes on',
  request: { params },
  responses: { 200: json('The action', bulk), ...refusals },
});

export function bulkRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => c.json({ bulks: await c.var.services.core.bulks.list() }, 200));
  app.openapi(show, async (c) => c.json(await c.var.services.core.bulks.get(c.req.valid('param').bulk), 200));
  app.openapi(begin, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.action);
    const begun = await c.var.services.core.bulks.begin(request, identityOf(c).actor);
    const names = begun.items.slice(0, NAMED).map(({ nodeName }) => nodeName);
    const more = begun.items.length > NAMED ? ' …' : '';
    c.set(
      'auditTarget',
      `${request.action} ${counted(begun.items.length, 'node')}: ${names.join(' ')}${more}`,
    );
    return c.json(begun, 202);
  });
  app.openapi(cancel, async (c) =>
    c.json(await c.var.services.core.bulks.cancel(c.req.valid('param').bulk, identityOf(c).actor), 200),
  );
}
