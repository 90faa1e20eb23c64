import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { diagnosis, diagnosisState } from '../../../lib/contract/diagnosis.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/nodes/{node}/boots/{boot}/diagnosis';
const params = z.object({
  node: z.string().min(1).max(100),
  boot: z.coerce.number().int().min(1),
});

const show = createRoute({
  ...needs('console.read'),
  method: 'get',
  path,
  summary: 'Why a boot failed or stalls: the latest verdict, which is made by itself when it fails or stalls',
  request: { params },
  responses: { 200: json('The verdict; null: none has been made', diagnosisState), ...refusals },
});

const run = createRoute({
  ...needs('nodes.power'),
  method: 'post',
  path,
  summary: 'Find out why a boot failed or stalls, from all sources, now; changes nothing else',
  description:
    'Takes up to half a minute where a host or server does not answer. Of a boot that is past, only what was recorded is looked at.',
  request: { params },
  responses: { 200: json('The verdict', diagnosis), ...refusals },
});

export function diagnosisRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) =>
    c.json(await c.var.services.core.diagnoses.latest(c.req.valid('param')), 200),
  );
  app.openapi(run, async (c) =>
    c.json(await c.var.services.core.diagnoses.run(c.req.valid('param'), identityOf(c).actor), 200),
  );
}
