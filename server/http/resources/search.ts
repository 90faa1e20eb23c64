import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { savedSearch, savedSearchList, savedSearchRequest } from '../../../lib/contract/saved-search.ts';
import { searchIndexState, searchQuery, searchResult } from '../../../lib/contract/search.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

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

const saved = '/api/v1/searches';

const list = createRoute({
  ...needs('console.read'),
  method: 'get',
  path: saved,
  summary: 'Searches that somebody keeps, by name',
  responses: { 200: json('The searches', savedSearchList), ...refusals },
});

const add = createRoute({
  ...needs('searches.write', 'search save'),
  method: 'post',
  path: saved,
  summary: 'Keep a search; with an alarm, webhooks are told of new lines, once for each boot',
  request: jsonBody(savedSearchRequest),
  responses: { 201: json('The search', savedSearch), ...refusals },
});

const remove = createRoute({
  ...needs('searches.write', 'search remove'),
  method: 'delete',
  path: `${saved}/{id}`,
  summary: 'Keep a search no longer',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'Removed' }, ...refusals },
});

export function searchRoutes(app: ConsoleApp): void {
  app.openapi(find, async (c) => c.json(await c.var.services.core.search.find(c.req.valid('query')), 200));
  app.openapi(index, (c) => c.json(c.var.services.core.search.index(), 200));
  app.openapi(list, async (c) => c.json({ searches: await c.var.services.core.savedSearches.list() }, 200));
  app.openapi(add, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    return c.json(await c.var.services.core.savedSearches.add(request, identityOf(c).actor), 201);
  });
  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param');
    c.set('auditTarget', id);
    await c.var.services.core.savedSearches.remove(id, identityOf(c).actor);
    return c.body(null, 204);
  });
}
