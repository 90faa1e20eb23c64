import { savedSearch, type SavedSearchInput, savedSearchList } from '../../lib/contract/saved-search.ts';
import { searchIndexState, searchResult, type SearchAsked } from '../../lib/contract/search.ts';
import { type Abortable, type Http, query, segment } from './http.ts';

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
    /** Those that somebody keeps. */
    saved: async () => (await http.json(savedSearchList, 'GET', '/searches')).searches,
    save: (body: SavedSearchInput) => http.json(savedSearch, 'POST', '/searches', { body }),
    removeSaved: (id: string) => http.text('DELETE', `/searches/${segment(id)}`),
    index: () => http.json(searchIndexState, 'GET', '/search/index'),
  };
}
