import { searchIndexState, searchResult, type SearchAsked } from '../../lib/contract/search.ts';
import { type Abortable, type Http, query } from './http.ts';

/** Over everything that serial ports ever printed. */
export function searchRequests(http: Http) {
  return {
    find: ({ q, boot, before, boots, lines }: SearchAsked, options?: Abortable) =>
      http.json(
        searchResult,
        'GET',
        `/search${query({ q, boot, before, boots: boots?.toString(), lines: lines?.toString() })}`,
        options,
      ),
    index: () => http.json(searchIndexState, 'GET', '/search/index'),
  };
}
