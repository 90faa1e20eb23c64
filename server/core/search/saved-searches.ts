import { randomUUID } from 'node:crypto';
import type { SavedSearch, SavedSearchRequest } from '../../../lib/contract/saved-search.ts';
import { searchQuery, type SearchedBoot, type SearchResult } from '../../../lib/contract/search.ts';
import { hitNotice } from '../../../lib/domain/notices/hit-notice.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { parseSearch } from '../../../lib/domain/search/query.ts';
import type { Actor } from '../access/actor.ts';
import type { Context } from '../context.ts';
import type { Notifier } from '../notifications/api.ts';
import type { SavedSearchesSection } from './api.ts';

/** Between two looks for lines that alarm. */
const LOOK_MS = 10_000;
const DAY_MS = 86_400_000;
/** Boots that are told of in one look; more of them follow in the next. */
const BOOTS = 100;

interface SavedSearchesParts {
  readonly context: Pick<Context, 'database' | 'logger' | 'now'>;
  readonly notifications: Notifier;
  readonly find: (request: ReturnType<typeof searchQuery.parse>) => Promise<SearchResult>;
}

/** Searches that somebody keeps, and that tell of new lines. */
export class SavedSearches implements SavedSearchesSection {
  readonly #parts: SavedSearchesParts;
  /** Boots that were told of, so that not every look stores it again: over restarts, the notifications know. */
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: SavedSearchesParts) {
    this.#parts = parts;
  }

  list(): Promise<SavedSearch[]> {
    return this.#parts.context.database.savedSearches.list();
  }

  async add(request: SavedSearchRequest, actor: Actor): Promise<SavedSearch> {
    requirePermission(actor, 'searches.write');
    const { database, now } = this.#parts.context;
    parseSearch(request.q, Date.parse(now()));
    const saved = { ...request, id: randomUUID(), createdAt: now(), createdBy: actor.name };
    await database.savedSearches.add(saved);
    return saved;
  }

  async remove(id: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'searches.write');
    await this.#parts.context.database.savedSearches.remove(id);
  }

  open(every = LOOK_MS): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.look().then(() => {
        if (!this.#closed) this.open(every);
      });
    }, every).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** Tells of lines that were printed since a search was saved. Never rejects. */
  async look(): Promise<void> {
    try {
      for (const saved of await this.list()) if (saved.alarm) await this.#tell(saved);
    } catch (error) {
      this.#parts.context.logger.warn({ err: error }, 'saved searches could not be looked at');
    }
  }

  async #tell(saved: SavedSearch): Promise<void> {
    const { find, notifications, context } = this.#parts;
    const dayAgo = new Date(Date.parse(context.now()) - DAY_MS).toISOString();
    const since = saved.createdAt > dayAgo ? saved.createdAt : dayAgo;
    // The later one of two holds.
    const request = searchQuery.parse({ q: `${saved.q} since:${since}`, boots: BOOTS, lines: 1 });
    for (const boot of (await find(request)).boots) {
      if (!this.#isNew(saved, boot)) continue;
      const notice = hitNotice(saved, boot, context.now());
      if (notice !== null) await notifications.raise(notice);
    }
  }

  #isNew({ id }: SavedSearch, boot: SearchedBoot): boolean {
    const key = `${id} ${boot.id}`;
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }
}
