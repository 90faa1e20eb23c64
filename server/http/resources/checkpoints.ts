import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  checkpoint,
  checkpointList,
  checkpointRequest,
  restoreRequest,
} from '../../../lib/contract/checkpoint.ts';
import { cloneRequest } from '../../../lib/contract/clone.ts';
import { createResponse } from '../../../lib/contract/run.ts';
import { operationResponse } from '../../../lib/contract/lists.ts';
import { auditName } from '../audit-note.ts';
import { type ConsoleApp, json, jsonBody, refusals } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/nodes/{node}/checkpoints';
const node = z.string().min(1).max(100);
/** Its name or id. */
const params = z.object({ node, checkpoint: z.string().min(1).max(63) });

const list = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary: 'The checkpoints of a node',
  request: { params: z.object({ node }) },
  responses: { 200: json('The oldest first', checkpointList), ...refusals },
});

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{checkpoint}`,
  summary: 'A checkpoint of a node',
  request: { params },
  responses: { 200: json('The checkpoint', checkpoint), ...refusals },
});

const create = createRoute({
  ...needs('checkpoints.write', 'checkpoint create'),
  method: 'post',
  path,
  summary:
    'Keep disk, firmware variables and TPM state of a node as they are now; one that runs pauses for it',
  request: { params: z.object({ node }), ...jsonBody(checkpointRequest) },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

const restore = createRoute({
  ...needs('checkpoints.write', 'checkpoint restore'),
  method: 'post',
  path: `${path}/{checkpoint}/restore`,
  summary:
    'Go back to a checkpoint: what came later is lost, and the node is off afterwards unless it is to start',
  request: { params, ...jsonBody(restoreRequest) },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

const remove = createRoute({
  ...needs('checkpoints.write', 'checkpoint delete'),
  method: 'delete',
  path: `${path}/{checkpoint}`,
  summary: 'Delete a checkpoint; the node stays as it is',
  request: { params },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

const clone = createRoute({
  ...needs('nodes.create', 'node clone'),
  method: 'post',
  path: '/api/v1/nodes/{node}/clone',
  summary:
    'Create a node like this one: the same machine with an identity of its own, and a blank or copied disk',
  request: { params: z.object({ node }), ...jsonBody(cloneRequest) },
  responses: { 202: json('Recorded', createResponse), ...refusals },
});

export function checkpointRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const checkpoints = await c.var.services.core.checkpoints.list(c.req.valid('param').node);
    return c.json({ checkpoints }, 200);
  });
  app.openapi(show, async (c) => {
    const { node: wanted, checkpoint: name } = c.req.valid('param');
    return c.json(await c.var.services.core.checkpoints.get(wanted, name), 200);
  });
  app.openapi(create, async (c) => {
    const { node: wanted } = c.req.valid('param');
    const request = c.req.valid('json');
    c.set('auditTarget', `${await auditName(c, wanted)} ${request.name ?? ''}`.trim());
    const operation = await c.var.services.core.checkpoints.create(wanted, request, identityOf(c).actor);
    return c.json({ operation }, 202);
  });
  app.openapi(restore, async (c) => {
    const { node: wanted, checkpoint: name } = c.req.valid('param');
    c.set('auditTarget', `${await auditName(c, wanted)} ${name}`);
    const { core } = c.var.services;
    const operation = await core.checkpoints.goBack(wanted, name, c.req.valid('json'), identityOf(c).actor);
    return c.json({ operation }, 202);
  });
  app.openapi(clone, async (c) => {
    const { node: wanted } = c.req.valid('param');
    const of = await auditName(c, wanted);
    c.set('auditTarget', of);
    const made = await c.var.services.core.clone(wanted, c.req.valid('json'), identityOf(c).actor);
    c.set('auditTarget', `${of} ${made.nodes.map(({ name }) => name).join(' ')}`);
    return c.json(made, 202);
  });
  app.openapi(remove, async (c) => {
    const { node: wanted, checkpoint: name } = c.req.valid('param');
    c.set('auditTarget', `${await auditName(c, wanted)} ${name}`);
    const operation = await c.var.services.core.checkpoints.remove(wanted, name, identityOf(c).actor);
    return c.json({ operation }, 202);
  });
}
