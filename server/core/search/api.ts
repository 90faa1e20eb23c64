import type { SavedSearch, SavedSearchRequest } from '../../../lib/contract/saved-search.ts';
import type { Actor } from '../access/actor.ts';
import type { SearchIndexState, SearchRequest, SearchResult } from '../../../lib/contract/search.ts';

/** Everything that serial ports of nodes ever printed and that is still kept. */
export interface SearchSection {
  /** Throws `invalid`, naming `q`, for a search that asks for nothing or too much. */
  find(request: SearchRequest): Promise<SearchResult>;
  index(): SearchIndexState;
}

/** Searches that somebody keeps. */
export interface SavedSearchesSection {
  /** By name. */
  list(): Promise<SavedSearch[]>;
  /** Throws `invalid` like the search itself, and `conflict` for a name in use. */
  add(request: SavedSearchRequest, actor: Actor): Promise<SavedSearch>;
  remove(id: string, actor: Actor): Promise<void>;
}
