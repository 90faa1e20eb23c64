import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { createRequest } from '../../../lib/contract/node.ts';
import { repairRequest } from '../../../lib/contract/preflight.ts';
import { auditName } from '../audit-note.ts';
import { jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';
import { lines, streamed } from '../ndjson.ts';

const path = '/api/v1/nodes';
/** Id, name, serial or UUID. */
const params = z.object({ node: z.string().min(1).max(100) });
const STEPS = lines('a step that has ended: id, state, milliseconds, evidence, fix, certificates, repair');

const ofCreate = createRoute({
  ...needs('nodes.create'),
  method: 'post',
  path: `${path}/preflight`,
  summary: 'Check step by step whether the nodes of a create could boot; makes nothing',
  request: jsonBody(createRequest),
  responses: { 200: STEPS, ...refusals },
});

const ofNode = createRoute({
  ...needs('nodes.power'),
  method: 'post',
  path: `${path}/{node}/preflight`,
  summary: 'Check step by step, from the node’s network, whether it can boot; changes nothing',
  request: { params },
  responses: { 200: STEPS, ...refusals },
});

const repair = createRoute({
  ...needs('nodes.power', 'node repair'),
  method: 'post',
  path: `${path}/{node}/repair`,
  summary: 'Do what a step of the check has offered',
  request: { params, ...jsonBody(repairRequest) },
  responses: { 204: { description: 'Done' }, ...refusals },
});

export function preflightRoutes(app: ConsoleApp): void {
  app.openapi(ofCreate, async (c) => {
    const { preflights } = c.var.services.core;
    const { actor } = identityOf(c);
    return streamed(c, (signal) => preflights.ofCreate(c.req.valid('json'), actor, signal));
  });

  app.openapi(ofNode, async (c) => {
    const { preflights } = c.var.services.core;
    const { actor } = identityOf(c);
    return streamed(c, (signal) => preflights.ofNode(c.req.valid('param').node, actor, signal));
  });

  app.openapi(repair, async (c) => {
    const { node } = c.req.valid('param');
    const request = c.req.valid('json');
    c.set('auditTarget', `${await auditName(c, node)} ${request.repair}`);
    await c.var.services.core.preflights.repair(node, request.repair, identityOf(c).actor);
    return c.body(null, 204);
  });
}
