import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { efiVariables } from '../../../lib/contract/efi-variables.ts';
import { bootList, nodeList, operationList, operationResponse } from '../../../lib/contract/lists.ts';
import {
  createRequest,
  deleteRequest,
  nodeDetail,
  powerAction,
  preview,
  removal,
} from '../../../lib/contract/node.ts';
import { nodeHardware } from '../../../lib/contract/node-hardware.ts';
import { nodeEdit } from '../../../lib/contract/node-edit.ts';
import { createResponse } from '../../../lib/contract/run.ts';
import { auditName } from '../audit-note.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/nodes';
/** Id, name, serial or UUID. */
const params = z.object({ node: z.string().min(1).max(100) });
const flag = z.enum(['true', 'false']);

const list = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary: 'Nodes',
  request: {
    query: z.object({
      deleted: flag.optional(),
      /** Separated by commas: nodes that have all of them; a key stands for every value of it. */
      labels: z.string().max(1000).optional(),
    }),
  },
  responses: { 200: json('The nodes; those deleted only on request', nodeList), ...refusals },
});

const create = createRoute({
  ...needs('nodes.create', 'node create'),
  method: 'post',
  path,
  summary: 'Create nodes; what becomes of it is told by their operations',
  request: jsonBody(createRequest),
  responses: { 202: json('Recorded', createResponse), ...refusals },
});

const look = createRoute({
  ...needs('nodes.create'),
  method: 'post',
  path: `${path}/preview`,
  summary: 'What a create would make',
  request: jsonBody(createRequest),
  responses: { 200: json('Nothing was made', preview), ...refusals },
});

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{node}`,
  summary: 'A node and its boots',
  request: { params },
  responses: { 200: json('The node', nodeDetail), ...refusals },
});

const edit = createRoute({
  ...needs('nodes.edit', 'node edit'),
  method: 'patch',
  path: `${path}/{node}`,
  summary: 'Change a node: name, note, labels, autostart, and its machine; some of it waits for a power-off',
  request: { params, ...jsonBody(nodeEdit) },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

const remove = createRoute({
  ...needs('nodes.delete', 'node delete'),
  method: 'delete',
  path: `${path}/{node}`,
  summary: 'Delete a node, and by default its instance and host at the orchestrator; its history stays',
  request: {
    params,
    query: z.object({ orchestrator: flag.optional() }),
    body: { required: false, content: { 'application/json': { schema: deleteRequest } } },
  },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

const removalOf = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{node}/removal`,
  summary: 'What a deletion would remove',
  request: { params },
  responses: { 200: json('By name', removal), ...refusals },
});

const xml = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{node}/xml`,
  summary: 'The domain as libvirt knows it',
  request: { params },
  responses: {
    200: { description: 'Domain XML', content: { 'application/xml': { schema: z.string() } } },
    ...refusals,
  },
});

const efi = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{node}/efi-variables`,
  summary: 'What the firmware of a node remembers: boot options, keys, variables',
  request: { params },
  responses: { 200: json('Read from its NVRAM file', efiVariables), ...refusals },
});

const hardware = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{node}/hardware`,
  summary: 'What can be changed of the machine: as it is now, and as it will be after its next power-off',
  request: { params },
  responses: {
    200: json('From its running definition and the one for the next start', nodeHardware),
    ...refusals,
  },
});

const boots = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{node}/boots`,
  summary: 'Every power-on of a node',
  request: { params },
  responses: { 200: json('The boots', bootList), ...refusals },
});

const operations = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{node}/operations`,
  summary: 'What was done to a node',
  request: { params },
  responses: { 200: json('The operations', operationList), ...refusals },
});

const act = createRoute({
  ...needs('nodes.power', 'node power'),
  method: 'post',
  path: `${path}/{node}/actions`,
  summary: 'Switch a node',
  request: { params, ...jsonBody(z.strictObject({ action: powerAction }).meta({ id: 'ActionRequest' })) },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

const reprovision = createRoute({
  ...needs('nodes.delete', 'node reprovision'),
  method: 'post',
  path: `${path}/{node}/reprovision`,
  summary:
    'Provision a node again: its disk is overwritten, firmware variables and TPM are reset; its history stays',
  request: { params },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

function changingRoutes(app: ConsoleApp): void {
  app.openapi(create, async (c) => {
    const made = await c.var.services.core.nodes.create(c.req.valid('json'), identityOf(c).actor);
    c.set('auditTarget', made.nodes.map((node) => node.name).join(' '));
    return c.json(made, 202);
  });

  app.openapi(look, async (c) => c.json(await c.var.services.core.nodes.preview(c.req.valid('json')), 200));

  app.openapi(act, async (c) => {
    const { node } = c.req.valid('param');
    const { action } = c.req.valid('json');
    c.set('auditTarget', `${await auditName(c, node)} ${action}`);
    const operation = await c.var.services.core.nodes.act(node, action, identityOf(c).actor);
    return c.json({ operation }, 202);
  });

  app.openapi(reprovision, async (c) => {
    const { node } = c.req.valid('param');
    c.set('auditTarget', await auditName(c, node));
    const operation = await c.var.services.core.nodes.reprovision(node, identityOf(c).actor);
    return c.json({ operation }, 202);
  });

  app.openapi(edit, async (c) => {
    const { node } = c.req.valid('param');
    const request = c.req.valid('json');
    c.set('auditTarget', `${await auditName(c, node)} ${Object.keys(request).join(' ')}`);
    const operation = await c.var.services.core.nodes.edit(node, request, identityOf(c).actor);
    return c.json({ operation }, 202);
  });

  app.openapi(remove, async (c) => {
    const { node } = c.req.valid('param');
    // While the node still exists.
    c.set('auditTarget', await auditName(c, node));
    const wish = c.req.valid('query').orchestrator;
    const body = deleteRequest.parse(c.req.valid('json'));
    const request = wish === undefined ? body : { orchestrator: wish === 'true' };
    const operation = await c.var.services.core.nodes.remove(node, request, identityOf(c).actor);
    return c.json({ operation }, 202);
  });
}

export function nodeRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const { deleted, labels = '' } = c.req.valid('query');
    const wanted = labels.split(',').filter((label) => label !== '');
    const filter = { deleted: deleted === 'true', labels: wanted };
    return c.json({ nodes: await c.var.services.core.nodes.list(filter) }, 200);
  });
  changingRoutes(app);
  app.openapi(show, async (c) => {
    return c.json(await c.var.services.core.nodes.detail(c.req.valid('param').node), 200);
  });
  app.openapi(removalOf, async (c) => {
    return c.json(await c.var.services.core.nodes.removal(c.req.valid('param').node), 200);
  });
  app.openapi(xml, async (c) => {
    const definition = await c.var.services.core.nodes.xml(c.req.valid('param').node);
    return c.body(definition, 200, { 'content-type': 'application/xml' });
  });
  app.openapi(hardware, async (c) => {
    return c.json(await c.var.services.core.nodes.hardware(c.req.valid('param').node), 200);
  });
  app.openapi(efi, async (c) => {
    return c.json(await c.var.services.core.nodes.efiVariables(c.req.valid('param').node), 200);
  });
  app.openapi(boots, async (c) => {
    return c.json({ boots: await c.var.services.core.nodes.boots(c.req.valid('param').node) }, 200);
  });
  app.openapi(operations, async (c) => {
    const found = await c.var.services.core.nodes.operations(c.req.valid('param').node);
    return c.json({ operations: found }, 200);
  });
}
