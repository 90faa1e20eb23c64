import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { operationResponse } from '../../../lib/contract/lists.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: '/api/v1/operations/{id}',
  summary: 'An operation and what became of it',
  request: { params: z.object({ id: z.string().min(1).max(100) }) },
  responses: { 200: json('The operation', operationResponse), ...refusals },
});

export function operationRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) => {
    const operation = await c.var.services.core.operations.get(c.req.valid('param').id);
    return c.json({ operation }, 200);
  });
}
