import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { auditList } from '../../../lib/contract/lists.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const list = createRoute({
  ...needs('audit.read'),
  method: 'get',
  path: '/api/v1/audit',
  summary: 'Who did what and who was refused, newest first',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(200),
      /** Older than the event with this id. */
      before: z.string().max(100).optional(),
    }),
  },
  responses: { 200: json('The events', auditList), ...refusals },
});

export function auditRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const { limit, before } = c.req.valid('query');
    return c.json({ events: await c.var.services.access.audit.list(limit, before) }, 200);
  });
}
