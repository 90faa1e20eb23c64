import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { EXPORT_FORMATS, exportFormat, exportQuery } from '../../../lib/contract/node-export.ts';
import { refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const write = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: '/api/v1/exports/{format}',
  summary: 'Nodes, or those of a run, written for another tool',
  request: { params: z.object({ format: exportFormat }), query: exportQuery },
  responses: {
    200: {
      description: 'The file, without passwords',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...refusals,
  },
});

export function exportRoutes(app: ConsoleApp): void {
  app.openapi(write, async (c) => {
    const { format } = c.req.valid('param');
    const text = await c.var.services.core.exports.write(format, c.req.valid('query'));
    return c.text(text, 200, {
      'content-disposition': `attachment; filename="${EXPORT_FORMATS[format].file}"`,
    });
  });
}
