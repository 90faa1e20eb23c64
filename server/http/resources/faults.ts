import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { type Fault, faultList, faultRequest, faultResponse } from '../../../lib/contract/fault.ts';
import { faultName, faultPlan } from '../../../lib/domain/faults.ts';
import { auditName } from '../audit-note.ts';
import { type ConsoleApp, json, jsonBody, refusals } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/nodes/{node}/faults';
const params = z.object({ node: z.string().min(1).max(100) });
const one = params.extend({ fault: z.string().min(1).max(64) });

const list = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary: 'What is done wrong to a node on purpose, and was; also to a deleted one, by its id',
  request: { params },
  responses: { 200: json('The newest first', faultList), ...refusals },
});

const start = createRoute({
  ...needs('faults.write', 'fault start'),
  method: 'post',
  path,
  summary:
    'Do something wrong to a node on purpose, through its host: at once, or armed for a stage of its boot or its power-on',
  request: { params, ...jsonBody(faultRequest) },
  responses: { 201: json('Begun, or armed', faultResponse), ...refusals },
});

const end = createRoute({
  ...needs('faults.write', 'fault end'),
  method: 'delete',
  path: `${path}/{fault}`,
  summary: 'Take a fault of a node back; one that is over stays as it is',
  request: { params: one },
  responses: { 200: json('As it ended', faultResponse), ...refusals },
});

const endAll = createRoute({
  ...needs('faults.write', 'fault end'),
  method: 'delete',
  path,
  summary: 'Take all faults of a node back',
  request: { params },
  responses: { 200: json('Those that it had', faultList), ...refusals },
});

const auditText = (node: string, fault: Fault): string => `${node} ${faultName(fault)} ${faultPlan(fault)}`;

export function faultRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const faults = await c.var.services.core.faults.list(c.req.valid('param').node);
    return c.json({ faults }, 200);
  });
  app.openapi(start, async (c) => {
    const { node } = c.req.valid('param');
    const request = c.req.valid('json');
    const name = await auditName(c, node);
    c.set('auditTarget', `${name} ${request.kind}`);
    const fault = await c.var.services.core.faults.start(node, request, identityOf(c).actor);
    c.set('auditTarget', auditText(name, fault));
    return c.json({ fault }, 201);
  });
  app.openapi(end, async (c) => {
    const { node, fault: id } = c.req.valid('param');
    const name = await auditName(c, node);
    c.set('auditTarget', `${name} ${id}`);
    const [fault] = await c.var.services.core.faults.end(node, id, identityOf(c).actor);
    if (fault === undefined) throw new Error('a fault that was found is missing');
    c.set('auditTarget', `${name} ${faultName(fault)}`);
    return c.json({ fault }, 200);
  });
  app.openapi(endAll, async (c) => {
    const { node } = c.req.valid('param');
    c.set('auditTarget', await auditName(c, node));
    const faults = await c.var.services.core.faults.end(node, null, identityOf(c).actor);
    return c.json({ faults }, 200);
  });
}
