import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { domainDeleted, domainDeletion, domainRemoval } from '../../../lib/contract/domain-removal.ts';
import {
  domainActed,
  domainAdopted,
  domainAdoptRequest,
  domainActionRequest,
  domainQuery,
  hostDomainDetail,
  hostDomainList,
} from '../../../lib/contract/host-domain.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/hosts/{host}/domains';
const host = z.string().min(1).max(200);
/** UUID or name. */
const params = z.object({ host, domain: z.string().min(1).max(300) });

const list = createRoute({
  ...needs('domains.read'),
  method: 'get',
  path,
  summary: 'Every domain of a host, whoever made it',
  request: { params: z.object({ host }), query: domainQuery },
  responses: { 200: json('One page of those that match', hostDomainList), ...refusals },
});

const show = createRoute({
  ...needs('domains.read'),
  method: 'get',
  path: `${path}/{domain}`,
  summary: 'A domain, and what its definition says',
  request: { params },
  responses: { 200: json('The domain', hostDomainDetail), ...refusals },
});

const xml = createRoute({
  ...needs('domains.use'),
  method: 'get',
  path: `${path}/{domain}/xml`,
  summary: 'Its definition, without secrets',
  request: { params, query: z.object({ which: z.enum(['present', 'next']).default('present') }) },
  responses: {
    200: { description: 'Domain XML', content: { 'application/xml': { schema: z.string() } } },
    ...refusals,
  },
});

const act = createRoute({
  ...needs('domains.use', 'domain power'),
  method: 'post',
  path: `${path}/{domain}/actions`,
  summary: 'Switch a domain that is not a node',
  request: { params, ...jsonBody(domainActionRequest) },
  responses: { 200: json('Its state now', domainActed), ...refusals },
});

const adopt = createRoute({
  ...needs('domains.write', 'domain adopt'),
  method: 'post',
  path: `${path}/{domain}/adopt`,
  summary: 'Make a node of a domain that the console did not make; its disks stay where they are',
  request: { params, ...jsonBody(domainAdoptRequest) },
  responses: { 201: json('The id of the node', domainAdopted), ...refusals },
});

const removal = createRoute({
  ...needs('domains.read'),
  method: 'get',
  path: `${path}/{domain}/removal`,
  summary: 'What goes with a domain that is not a node, and which of its disks could',
  request: { params },
  responses: { 200: json('Nothing is changed', domainRemoval), ...refusals },
});

const remove = createRoute({
  ...needs('domains.write', 'domain delete'),
  method: 'delete',
  path: `${path}/{domain}`,
  summary: 'Delete a domain that is off and not a node; disks only if they are named',
  request: { params, query: domainDeletion },
  responses: { 200: json('Each of these disks, and why it is still there', domainDeleted), ...refusals },
});

/** Domains of hosts. */
export function domainRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const { host: name } = c.req.valid('param');
    return c.json(await c.var.services.core.domains.list(name, c.req.valid('query')), 200);
  });
  app.openapi(show, async (c) => {
    const { host: name, domain } = c.req.valid('param');
    return c.json(await c.var.services.core.domains.get(name, domain), 200);
  });
  app.openapi(xml, async (c) => {
    const { host: name, domain } = c.req.valid('param');
    const { which } = c.req.valid('query');
    const definition = await c.var.services.core.domains.xml(name, domain, which, identityOf(c).actor);
    return c.body(definition, 200, { 'content-type': 'application/xml' });
  });
  app.openapi(adopt, async (c) => {
    const { host: name, domain } = c.req.valid('param');
    c.set('auditTarget', `${name}/${domain}`);
    const { core } = c.var.services;
    return c.json({ node: await core.adopt(name, domain, c.req.valid('json'), identityOf(c).actor) }, 201);
  });
  app.openapi(removal, async (c) => {
    const { host: name, domain } = c.req.valid('param');
    return c.json(await c.var.services.core.domains.removal(name, domain), 200);
  });
  app.openapi(remove, async (c) => {
    const { host: name, domain } = c.req.valid('param');
    const request = c.req.valid('query');
    c.set('auditTarget', [`${name}/${domain}`, ...request.disks].join(' '));
    const { domains } = c.var.services.core;
    return c.json(await domains.remove(name, domain, request, identityOf(c).actor), 200);
  });
  app.openapi(act, async (c) => {
    const { host: name, domain } = c.req.valid('param');
    const { action } = c.req.valid('json');
    c.set('auditTarget', `${name}/${domain} ${action}`);
    const { domains } = c.var.services.core;
    return c.json({ domain: await domains.act(name, domain, action, identityOf(c).actor) }, 200);
  });
}
