import { searchIndexState, searchResult } from '../../lib/contract/search.ts';
import type { RouteCase } from './route-case.ts';

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
];
