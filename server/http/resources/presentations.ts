import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { presentation, presentationList, presentedView } from '../../../lib/contract/presentation.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/presentations';
const params = z.object({ id: z.string().min(1).max(100) });

const list = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary: 'Who shows the console to others at the moment, and what',
  responses: { 200: json('The presentations', presentationList), ...refusals },
});

const begin = createRoute({
  ...needs('nodes.read', 'presentation begin'),
  method: 'post',
  path,
  summary: 'Let others follow what you look at; an earlier presentation of yours ends',
  request: jsonBody(presentedView),
  responses: { 200: json('The presentation', presentation), ...refusals },
});

// Not in the audit trail: it comes several times a second, and only moves what others look at.
const show = createRoute({
  ...needs('nodes.read'),
  method: 'put',
  path: `${path}/{id}`,
  summary: 'Show something else to those who follow; also says that the presentation goes on',
  request: { params, ...jsonBody(presentedView) },
  responses: { 200: json('The presentation', presentation), ...refusals },
});

const end = createRoute({
  ...needs('nodes.read', 'presentation end'),
  method: 'delete',
  path: `${path}/{id}`,
  summary: 'End a presentation of yours; those who follow stay where they are',
  request: { params },
  responses: { 204: { description: 'It is over' }, ...refusals },
});

export function presentationRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) =>
    c.json({ presentations: await c.var.services.core.presentations.list() }, 200),
  );
  app.openapi(begin, async (c) => {
    const { presentations } = c.var.services.core;
    return c.json(await presentations.begin(c.req.valid('json'), identityOf(c).actor), 200);
  });
  app.openapi(show, async (c) => {
    const { presentations } = c.var.services.core;
    const { id } = c.req.valid('param');
    return c.json(await presentations.show(id, c.req.valid('json'), identityOf(c).actor), 200);
  });
  app.openapi(end, async (c) => {
    await c.var.services.core.presentations.end(c.req.valid('param').id, identityOf(c).actor);
    return c.body(null, 204);
  });
}
