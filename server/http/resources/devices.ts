import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { operationResponse } from '../../../lib/contract/lists.ts';
import {
  deviceTime,
  diskAttachRequest,
  macAddress,
  nicAttachRequest,
  volumeFate,
} from '../../../lib/contract/node-device.ts';
import { auditName } from '../audit-note.ts';
import { type ConsoleApp, json, jsonBody, refusals } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/nodes/{node}';
const node = z.string().min(1).max(100);
/** What the machine calls it. */
const disk = z.string().regex(/^[a-z0-9]{2,16}$/, 'use what the machine calls it, such as vdb');
const at = deviceTime.default('now');

const attachDisk = createRoute({
  ...needs('nodes.edit', 'node disk attach'),
  method: 'post',
  path: `${path}/disks`,
  summary: 'Give a node another disk: a new volume, or one that exists; at once where libvirt can',
  request: { params: z.object({ node }), ...jsonBody(diskAttachRequest) },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

const detachDisk = createRoute({
  ...needs('nodes.edit', 'node disk detach'),
  method: 'delete',
  path: `${path}/disks/{disk}`,
  summary: 'Take a disk that was added from a node; its volume is kept, or removed with everything on it',
  request: { params: z.object({ node, disk }), query: z.object({ volume: volumeFate, at }) },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

const attachNic = createRoute({
  ...needs('nodes.edit', 'node nic attach'),
  method: 'post',
  path: `${path}/nics`,
  summary: 'Give a node another network card, at once where libvirt can',
  request: { params: z.object({ node }), ...jsonBody(nicAttachRequest) },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

const detachNic = createRoute({
  ...needs('nodes.edit', 'node nic detach'),
  method: 'delete',
  path: `${path}/nics/{mac}`,
  summary: 'Take a network card that was added from a node',
  request: { params: z.object({ node, mac: macAddress }), query: z.object({ at }) },
  responses: { 202: json('Recorded', operationResponse), ...refusals },
});

export function deviceRoutes(app: ConsoleApp): void {
  app.openapi(attachDisk, async (c) => {
    const { node: wanted } = c.req.valid('param');
    const request = c.req.valid('json');
    const what = request.volume ?? `${request.sizeGiB ?? ''} GiB`;
    c.set('auditTarget', `${await auditName(c, wanted)} ${what}`);
    const operation = await c.var.services.core.devices.attachDisk(wanted, request, identityOf(c).actor);
    return c.json({ operation }, 202);
  });
  app.openapi(detachDisk, async (c) => {
    const { node: wanted, disk: target } = c.req.valid('param');
    const wish = c.req.valid('query');
    const volume = wish.volume === 'remove' ? 'with its volume' : 'volume kept';
    c.set('auditTarget', `${await auditName(c, wanted)} ${target} ${volume}`);
    const { core } = c.var.services;
    const operation = await core.devices.detachDisk(wanted, target, wish, identityOf(c).actor);
    return c.json({ operation }, 202);
  });
  app.openapi(attachNic, async (c) => {
    const { node: wanted } = c.req.valid('param');
    const request = c.req.valid('json');
    const { network } = request;
    const place = network.kind === 'own' ? 'own' : network.name;
    c.set('auditTarget', `${await auditName(c, wanted)} ${place} ${request.mac ?? ''}`.trim());
    const operation = await c.var.services.core.devices.attachNic(wanted, request, identityOf(c).actor);
    return c.json({ operation }, 202);
  });
  app.openapi(detachNic, async (c) => {
    const { node: wanted, mac } = c.req.valid('param');
    c.set('auditTarget', `${await auditName(c, wanted)} ${mac}`);
    const { at: when } = c.req.valid('query');
    const { core } = c.var.services;
    const operation = await core.devices.detachNic(wanted, mac, when, identityOf(c).actor);
    return c.json({ operation }, 202);
  });
}
