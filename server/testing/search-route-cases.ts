import { savedSearch, savedSearchList } from '../../lib/contract/saved-search.ts';
import { searchIndexState, searchResult } from '../../lib/contract/search.ts';
import type { RouteCase } from './route-case.ts';

const SAVED = '/api/v1/searches';
const SEARCH = '/api/v1/search';

/** Those of the search over everything printed. */
export const SEARCH_ROUTES: readonly RouteCase[] = [
  // Without the text to look for, which is in the query.
  { method: 'GET', path: SEARCH, permission: 'console.read', status: 422, schema: searchResult },
  {
    method: 'GET',
    path: `${SEARCH}/index`,
    permission: 'console.read',
    status: 200,
    schema: searchIndexState,
  },
  { method: 'GET', path: SAVED, permission: 'console.read', status: 200, schema: savedSearchList },
  {
    method: 'POST',
    path: SAVED,
    permission: 'searches.write',
    status: 201,
    schema: savedSearch,
    body: { name: 'PXE', q: 'PXE-E18', alarm: true },
  },
  { method: 'DELETE', path: `${SAVED}/{id}`, permission: 'searches.write', status: 404 },
];
