import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { fingerprint } from '../../../lib/contract/orchestrator-check.ts';
import { orchestratorList } from '../../../lib/contract/lists.ts';
import {
  orchestrator,
  orchestratorDefinition,
  orchestratorRequest,
} from '../../../lib/contract/orchestrator.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';
import { lines, streamed } from '../ndjson.ts';

const path = '/api/v1/orchestrators';
const one = `${path}/{orchestrator}`;
/** Of certificates whose fingerprints the operator of the orchestrator passed on. */
const fingerprints = z.object({
  api: fingerprint.optional(),
  boot: fingerprint.optional(),
  secureBoot: fingerprint.optional(),
});

const params = z.object({ orchestrator: z.string().min(1).max(200) });

const list = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path,
  summary: 'Orchestrators that nodes can be onboarded to',
  responses: { 200: json('The orchestrators', orchestratorList), ...refusals },
});

const add = createRoute({
  ...needs('orchestrators.write', 'orchestrator add'),
  method: 'post',
  path,
  summary: 'Add an orchestrator',
  request: jsonBody(orchestratorRequest),
  responses: { 201: json('The orchestrator', orchestrator), ...refusals },
});

const check = createRoute({
  ...needs('orchestrators.write', 'orchestrator check'),
  method: 'post',
  path: `${path}/check`,
  summary: 'Check settings step by step before they are saved; stored secrets fill in for missing ones',
  request: { query: fingerprints, ...jsonBody(orchestratorRequest) },
  responses: {
    200: lines('a step that has ended: id, state, milliseconds, evidence, fix, certificates, authority'),
    ...refusals,
  },
});

const show = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: one,
  summary: 'The settings of an orchestrator that was added; which secrets it has, but not their values',
  request: { params },
  responses: { 200: json('The settings', orchestratorDefinition), ...refusals },
});

const edit = createRoute({
  ...needs('orchestrators.write', 'orchestrator edit'),
  method: 'put',
  path: one,
  summary: 'Replace the settings of an orchestrator; secrets that are left out stay',
  request: { params, ...jsonBody(orchestratorRequest) },
  responses: { 200: json('The orchestrator', orchestrator), ...refusals },
});

const remove = createRoute({
  ...needs('orchestrators.write', 'orchestrator remove'),
  method: 'delete',
  path: one,
  summary: 'Remove an orchestrator that has no nodes; what it holds itself stays there',
  request: { params },
  responses: { 204: { description: 'Removed' }, ...refusals },
});

export function orchestratorRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    return c.json({ orchestrators: await c.var.services.core.orchestrators.list() }, 200);
  });

  app.openapi(add, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    return c.json(await c.var.services.core.orchestrators.add(request, identityOf(c).actor), 201);
  });

  app.openapi(check, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    const { orchestrators } = c.var.services.core;
    const { actor } = identityOf(c);
    return streamed(c, (signal) => orchestrators.check(request, c.req.valid('query'), actor, signal));
  });

  app.openapi(show, async (c) => {
    const { orchestrators } = c.var.services.core;
    return c.json(await orchestrators.definition(c.req.valid('param').orchestrator), 200);
  });

  app.openapi(edit, async (c) => {
    const request = c.req.valid('json');
    const name = c.req.valid('param').orchestrator;
    c.set('auditTarget', name);
    if (request.name !== name) throw renamed(name);
    return c.json(await c.var.services.core.orchestrators.edit(request, identityOf(c).actor), 200);
  });

  app.openapi(remove, async (c) => {
    const name = c.req.valid('param').orchestrator;
    c.set('auditTarget', name);
    await c.var.services.core.orchestrators.remove(name, identityOf(c).actor);
    return c.body(null, 204);
  });
}

function renamed(name: string): ConsoleError {
  const message = `the name has to stay "${name}"`;
  return new ConsoleError('invalid', 'The name of an orchestrator cannot be changed.', {
    fix: 'Add it under the new name, and remove this one.',
    errors: [{ field: 'name', message }],
  });
}
