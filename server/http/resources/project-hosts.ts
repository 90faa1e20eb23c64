import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  cleanUpRequest,
  cleanUpResult,
  projectHostPage,
  projectHostQuery,
  registered,
  registerRequest,
} from '../../../lib/contract/project-host.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const params = z.object({ orchestrator: z.string().min(1).max(200) });
const path = '/api/v1/orchestrators/{orchestrator}/hosts';

const list = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path,
  summary: 'Every host of an orchestrator’s project, and what it is to this console',
  request: { params, query: projectHostQuery },
  responses: { 200: json('A page of the hosts', projectHostPage), ...refusals },
});

const register = createRoute({
  ...needs('nodes.create', 'host register'),
  method: 'post',
  path,
  summary: 'Register machines that are no nodes of this console: all of them, or none',
  request: { params, ...jsonBody(registerRequest) },
  responses: { 201: json('Their hosts', registered), ...refusals },
});

const cleanUp = createRoute({
  ...needs('nodes.delete', 'project clean-up'),
  method: 'post',
  path: `${path}/clean-up`,
  summary:
    'Remove these hosts and their instances; one that is not stale needs an administrator and `confirm`',
  request: { params, ...jsonBody(cleanUpRequest) },
  responses: { 200: json('What was removed, and what was not', cleanUpResult), ...refusals },
});

/** The hosts of an orchestrator's project, those of others included. */
export function projectHostRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const { orchestrator } = c.req.valid('param');
    return c.json(await c.var.services.core.projectHosts.list(orchestrator, c.req.valid('query')), 200);
  });

  app.openapi(register, async (c) => {
    const { orchestrator } = c.req.valid('param');
    const request = c.req.valid('json');
    const machines = request.hosts.map(({ serial, uuid }) => serial ?? uuid);
    c.set('auditTarget', `${orchestrator}: ${machines.join(', ')}`);
    const { core } = c.var.services;
    return c.json(
      { hosts: await core.projectHosts.register(orchestrator, request, identityOf(c).actor) },
      201,
    );
  });

  app.openapi(cleanUp, async (c) => {
    const { orchestrator } = c.req.valid('param');
    const request = c.req.valid('json');
    c.set(
      'auditTarget',
      `${orchestrator}: ${request.hosts.map(({ serial, id }) => serial || id).join(', ')}`,
    );
    const { core } = c.var.services;
    return c.json(await core.projectHosts.cleanUp(orchestrator, request, identityOf(c).actor), 200);
  });
}
