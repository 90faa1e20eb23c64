import { createRoute } from '@hono/zod-openapi';
import { storage } from '../../../lib/contract/storage.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const show = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: '/api/v1/storage',
  summary:
    'What serial logs, the history of deleted nodes and the audit trail take, and how long they are kept',
  responses: { 200: json('As measured within the hour', storage), ...refusals },
});

export function storageRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) => c.json(await c.var.services.core.storage(), 200));
}
