import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { capacityQuery, host } from '../../../lib/contract/host.ts';
import { hostRemoval, hostRequest } from '../../../lib/contract/host-settings.ts';
import { hostResources } from '../../../lib/contract/host-resources.ts';
import { capacityList, hostList } from '../../../lib/contract/lists.ts';
import {
  networkChange,
  networkChanged,
  networkChangeQuery,
  networkChangeRequest,
} from '../../../lib/contract/network-change.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';
import { lines, streamed } from '../ndjson.ts';

const list = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: '/api/v1/hosts',
  summary: 'Machines with libvirt',
  responses: { 200: json('The hosts', hostList), ...refusals },
});

const show = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: '/api/v1/hosts/{host}',
  summary: 'A host: versions, acceleration and why, capacity, checks',
  request: { params: z.object({ host: z.string().min(1).max(200) }) },
  responses: { 200: json('The host', host), ...refusals },
});

const add = createRoute({
  ...needs('hosts.write', 'host add'),
  method: 'post',
  path: '/api/v1/hosts',
  summary: 'Add a host; its state tells whether it can be reached',
  request: jsonBody(hostRequest),
  responses: { 201: json('The host', host), ...refusals },
});

const edit = createRoute({
  ...needs('hosts.write', 'host edit'),
  method: 'put',
  path: '/api/v1/hosts/{host}',
  summary: 'Replace the URI and the settings of a host; the built-in one keeps its URI',
  request: { params: z.object({ host: z.string().min(1).max(200) }), ...jsonBody(hostRequest) },
  responses: { 200: json('The host', host), ...refusals },
});

const check = createRoute({
  ...needs('hosts.write', 'host check'),
  method: 'post',
  path: '/api/v1/hosts/check',
  summary: 'Check a host step by step before it is added or changed; changes nothing',
  request: jsonBody(hostRequest),
  responses: {
    200: lines('a step that has ended: id, state, milliseconds, evidence, fix, hostKeys'),
    ...refusals,
  },
});

const remove = createRoute({
  ...needs('hosts.write', 'host remove'),
  method: 'delete',
  path: '/api/v1/hosts/{host}',
  summary: 'Remove a host that has no nodes and images, or forget these with it; changes nothing there',
  request: { params: z.object({ host: z.string().min(1).max(200) }), query: hostRemoval },
  responses: { 204: { description: 'Removed' }, ...refusals },
});

const resources = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: '/api/v1/hosts/{host}/resources',
  summary: 'Networks, bridges and storage pools that nodes can use, and their use',
  request: { params: z.object({ host: z.string().min(1).max(200) }) },
  responses: { 200: json('Of the console and of others', hostResources), ...refusals },
});

const bootOptions = {
  path: '/api/v1/hosts/{host}/networks/{network}/boot-options',
  request: { params: z.object({ host: z.string().min(1).max(200), network: z.string().min(1).max(100) }) },
};

const planOptions = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: bootOptions.path,
  summary: 'What adding boot options to somebody else’s network, or taking them back, would change',
  request: { ...bootOptions.request, query: networkChangeQuery },
  responses: { 200: json('The change and its consequences', networkChange), ...refusals },
});

const changeOptions = createRoute({
  ...needs('networks.write', 'network options'),
  method: 'post',
  path: bootOptions.path,
  summary: 'Do what was shown, if it is still the same',
  request: { ...bootOptions.request, ...jsonBody(networkChangeRequest) },
  responses: { 200: json('Done', networkChanged), ...refusals },
});

const capacity = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: '/api/v1/capacity',
  summary: 'How many more nodes of a template, or of each, fit on each host, and what limits them',
  request: { query: capacityQuery },
  responses: { 200: json('For each host and template', capacityList), ...refusals },
});

/** Hosts, and their capacity for nodes. */
export function hostRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => c.json({ hosts: await c.var.services.core.hosts.list() }, 200));
  app.openapi(show, async (c) => c.json(await c.var.services.core.hosts.get(c.req.valid('param').host), 200));
  app.openapi(add, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    return c.json(await c.var.services.core.hosts.add(request, identityOf(c).actor), 201);
  });
  app.openapi(check, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    const { hosts } = c.var.services.core;
    const { actor } = identityOf(c);
    return streamed(c, (signal) => hosts.check(request, actor, signal));
  });
  app.openapi(edit, async (c) => {
    const request = c.req.valid('json');
    const name = c.req.valid('param').host;
    c.set('auditTarget', name);
    if (request.name !== name) throw renamed(name);
    return c.json(await c.var.services.core.hosts.edit(request, identityOf(c).actor), 200);
  });
  app.openapi(remove, async (c) => {
    const name = c.req.valid('param').host;
    c.set('auditTarget', name);
    await c.var.services.core.hosts.remove(name, c.req.valid('query'), identityOf(c).actor);
    return c.body(null, 204);
  });
  app.openapi(resources, async (c) =>
    c.json(await c.var.services.core.hosts.resources(c.req.valid('param').host), 200),
  );
  app.openapi(capacity, async (c) =>
    c.json({ hosts: await c.var.services.core.capacity.list(c.req.valid('query')) }, 200),
  );
  app.openapi(planOptions, async (c) => {
    const { host: name, network } = c.req.valid('param');
    return c.json(await c.var.services.core.bootOptions.plan(name, network, c.req.valid('query')), 200);
  });
  app.openapi(changeOptions, async (c) => {
    const { host: name, network } = c.req.valid('param');
    const { actor } = identityOf(c);
    return c.json(
      await c.var.services.core.bootOptions.change(name, network, c.req.valid('json'), actor),
      200,
    );
  });
}

function renamed(name: string): ConsoleError {
  const message = `the name has to stay "${name}"`;
  return new ConsoleError('invalid', 'The name of a host cannot be changed.', {
    fix: 'Remove it, and add it under the new name.',
    errors: [{ field: 'name', message }],
  });
}
