import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  domainSnapshotList,
  snapshotDeletion,
  snapshotRequest,
  snapshotRevert,
} from '../../../lib/contract/domain-snapshot.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';
import { requireConfirmed } from './confirmed.ts';

const path = '/api/v1/hosts/{host}/domains/{domain}/snapshots';
const params = z.object({ host: z.string().min(1).max(200), domain: z.string().min(1).max(300) });
const snapshotParams = params.extend({ snapshot: z.string().min(1).max(300) });

const list = createRoute({
  ...needs('domains.read'),
  method: 'get',
  path,
  summary: 'libvirt’s own snapshots of a domain',
  request: { params },
  responses: { 200: json('Those that it has', domainSnapshotList), ...refusals },
});
const xml = createRoute({
  ...needs('domains.use'),
  method: 'get',
  path: `${path}/{snapshot}/xml`,
  summary: 'The definition of a snapshot, without secrets',
  request: { params: snapshotParams },
  responses: {
    200: { description: 'Snapshot XML', content: { 'application/xml': { schema: z.string() } } },
    ...refusals,
  },
});
const take = createRoute({
  ...needs('domains.write', 'snapshot create'),
  method: 'post',
  path,
  summary: 'Take a snapshot of a domain that is not a node',
  request: { params, ...jsonBody(snapshotRequest) },
  responses: { 201: json('Those that it has now', domainSnapshotList), ...refusals },
});
const revert = createRoute({
  ...needs('domains.write', 'snapshot revert'),
  method: 'post',
  path: `${path}/{snapshot}/revert`,
  summary: 'Go back to a snapshot; what the disks have now is lost',
  request: { params: snapshotParams, ...jsonBody(snapshotRevert) },
  responses: { 200: json('Those that it has now', domainSnapshotList), ...refusals },
});
const remove = createRoute({
  ...needs('domains.write', 'snapshot delete'),
  method: 'delete',
  path: `${path}/{snapshot}`,
  summary: 'Delete a snapshot; what the disks have now stays',
  request: { params: snapshotParams, query: snapshotDeletion },
  responses: { 204: { description: 'Done' }, ...refusals },
});

/** libvirt's own snapshots of domains. */
export function domainSnapshotRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const { host, domain } = c.req.valid('param');
    return c.json({ snapshots: await c.var.services.core.domains.snapshots.list(host, domain) }, 200);
  });
  app.openapi(xml, async (c) => {
    const { host, domain, snapshot } = c.req.valid('param');
    const { snapshots } = c.var.services.core.domains;
    const definition = await snapshots.xml(host, domain, snapshot, identityOf(c).actor);
    return c.body(definition, 200, { 'content-type': 'application/xml' });
  });
  app.openapi(take, async (c) => {
    const { host, domain } = c.req.valid('param');
    const request = c.req.valid('json');
    c.set('auditTarget', `${host}/${domain} ${request.name}`);
    const { snapshots } = c.var.services.core.domains;
    return c.json({ snapshots: await snapshots.take(host, domain, request, identityOf(c).actor) }, 201);
  });
  app.openapi(revert, async (c) => {
    const { host, domain, snapshot } = c.req.valid('param');
    c.set('auditTarget', `${host}/${domain} ${snapshot}`);
    const { snapshots } = c.var.services.core.domains;
    const { actor } = identityOf(c);
    return c.json(
      { snapshots: await snapshots.revert(host, domain, snapshot, c.req.valid('json'), actor) },
      200,
    );
  });
  app.openapi(remove, async (c) => {
    const { host, domain, snapshot } = c.req.valid('param');
    const { confirm, ...how } = c.req.valid('query');
    requireConfirmed(snapshot, confirm);
    c.set('auditTarget', `${host}/${domain} ${snapshot}`);
    await c.var.services.core.domains.snapshots.delete(host, domain, snapshot, how, identityOf(c).actor);
    return c.body(null, 204);
  });
}
