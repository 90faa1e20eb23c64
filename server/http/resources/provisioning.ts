import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { orchestratorCatalogue, policyRequest } from '../../../lib/contract/orchestrator-catalogue.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const params = z.object({ orchestrator: z.string().min(1).max(200) });
const path = '/api/v1/orchestrators/{orchestrator}';

const catalogue = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: `${path}/catalogue`,
  summary: 'The OS profiles of an orchestrator, and what it installs automatically',
  request: { params },
  responses: { 200: json('The catalogue', orchestratorCatalogue), ...refusals },
});

const change = createRoute({
  ...needs('orchestrators.write', 'provisioning policy'),
  method: 'post',
  path: `${path}/policy`,
  summary:
    'Change default OS and automatic provisioning for the whole project; `confirm` names the orchestrator',
  request: { params, ...jsonBody(policyRequest) },
  responses: { 200: json('The catalogue with the new policy', orchestratorCatalogue), ...refusals },
});

/** What an orchestrator installs. */
export function provisioningRoutes(app: ConsoleApp): void {
  app.openapi(catalogue, async (c) => {
    const { provisioning } = c.var.services.core;
    return c.json(await provisioning.catalogue(c.req.valid('param').orchestrator), 200);
  });

  app.openapi(change, async (c) => {
    const { orchestrator } = c.req.valid('param');
    const request = c.req.valid('json');
    const { autoProvision, defaultProfile } = request;
    const words = [
      ...(defaultProfile === undefined ? [] : [`default OS ${defaultProfile}`]),
      ...(autoProvision === undefined ? [] : [`automatic ${autoProvision ? 'on' : 'off'}`]),
    ];
    c.set('auditTarget', `${orchestrator}: ${words.join(', ')}`);
    const { provisioning } = c.var.services.core;
    return c.json(await provisioning.change(orchestrator, request, identityOf(c).actor), 200);
  });
}
