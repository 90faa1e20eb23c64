import type { SearchIndexState, SearchRequest, SearchResult } from '../../../lib/contract/search.ts';

/** Everything that serial ports of nodes ever printed and that is still kept. */
export interface SearchSection {
  /** Throws `invalid`, naming `q`, for a search that asks for nothing or too much. */
  find(request: SearchRequest): Promise<SearchResult>;
  index(): SearchIndexState;
}
