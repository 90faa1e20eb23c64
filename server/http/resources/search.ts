import { createRoute } from '@hono/zod-openapi';
import { searchIndexState, searchQuery, searchResult } from '../../../lib/contract/search.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { needs } from '../guard.ts';

const path = '/api/v1/search';

const find = createRoute({
  ...needs('console.read'),
  method: 'get',
  path,
  summary: 'Lines that serial ports ever printed and that are still kept, by boot, the latest first',
  request: { query: searchQuery },
  responses: { 200: json('A page of boots with hits', searchResult), ...refusals },
});

const index = createRoute({
  ...needs('console.read'),
  method: 'get',
  path: `${path}/index`,
  summary: 'Whether all that is kept can be found',
  responses: { 200: json('The state of the search index', searchIndexState), ...refusals },
});

export function searchRoutes(app: ConsoleApp): void {
  app.openapi(find, async (c) => c.json(await c.var.services.core.search.find(c.req.valid('query')), 200));
  app.openapi(index, (c) => c.json(c.var.services.core.search.index(), 200));
}
