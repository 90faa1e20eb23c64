import { ConsoleError } from '../../../lib/contract/error.ts';
import type { SearchedBoot, SearchRequest, SearchResult } from '../../../lib/contract/search.ts';
import { marksOf } from '../../../lib/domain/search/marks.ts';
import { parseSearch, type SearchQuery } from '../../../lib/domain/search/query.ts';
import type { BootPlace } from '../../db/api.ts';
import type { BootHits, HitPage } from '../../db/search-index/api.ts';
import type { Context } from '../context.ts';
import type { SearchSection } from './api.ts';
import { type IndexEngine, IndexRenewedError } from './index-engine.ts';
import type { Indexer } from './indexer.ts';
import { matcherOf } from './name-patterns.ts';

/** Of one page, so that it comes while somebody still looks. */
const PATIENCE_MS = 200;

export interface SearchParts {
  readonly context: Pick<Context, 'database' | 'now'>;
  readonly runs: { list(): Promise<readonly NamedRun[]> };
  readonly engine: Pick<IndexEngine, 'find'>;
  readonly indexer: Indexer;
}

interface NamedRun {
  readonly id: string;
  readonly name: string;
  /** What its nodes were named after. */
  readonly request: { readonly name?: string | undefined } | null;
}

export class Search implements SearchSection {
  readonly #parts: SearchParts;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  index(): SearchResult['index'] {
    return this.#parts.indexer.state;
  }

  async find({ q, boot, before, boots: limit, lines }: SearchRequest): Promise<SearchResult> {
    const query = parseSearch(q, Date.parse(this.#parts.context.now()));
    this.#parts.indexer.look();
    const { terms, excluded, stages, ports, since, until } = query;
    const ofFilters = await this.#bootsOf(query);
    const only = boot === undefined ? null : [boot];
    const page = await this.#ask({
      ...{ terms, excluded, stages, ports, since, until, limit, lines, patience: PATIENCE_MS },
      boots: only === null ? ofFilters : only.filter((id) => ofFilters?.includes(id) !== false),
      before: before === undefined ? null : Number(before),
    });
    const { context, indexer } = this.#parts;
    const places = await context.database.boots.places(page.boots.map((hits) => hits.boot));
    const byId = new Map(places.map((place) => [place.id, place]));
    return {
      boots: page.boots.flatMap((hits) => {
        const place = byId.get(hits.boot);
        // Its history was removed; its logs follow.
        return place === undefined ? [] : [searched(hits, place, terms)];
      }),
      next: page.next === null ? null : String(page.next),
      searchedTo: momentOf(page.searchedTo),
      index: indexer.state,
    };
  }

  async #ask(query: Parameters<IndexEngine['find']>[0]): Promise<HitPage> {
    try {
      return await this.#parts.engine.find(query);
    } catch (error) {
      if (!(error instanceof IndexRenewedError)) throw error;
      this.#parts.indexer.failed(error);
      throw new ConsoleError(
        'conflict',
        'The search index was damaged, and is being made anew from the logs.',
        {
          fix: 'Search again in a moment; what has been indexed by then is found.',
          cause: error,
        },
      );
    }
  }

  /** Ids of boots; null: all of them. */
  async #bootsOf({ nodes, runs, hosts }: SearchQuery): Promise<string[] | null> {
    if (nodes.length + runs.length + hosts.length === 0) return null;
    const { database } = this.#parts.context;
    const [isNode, isHost] = [matcherOf(nodes), matcherOf(hosts)];
    const ofRuns = runs.length === 0 ? null : await this.#runsNamed(runs);
    const matching = (await database.nodes.identities()).filter(
      ({ id, name, serial, uuid, host, runId }) =>
        isNode(id, name, serial, uuid) && isHost(host) && ofRuns?.has(runId) !== false,
    );
    return database.boots.idsOfNodes(matching.map(({ id }) => id));
  }

  /** By id, display name, or the name that its nodes were given. */
  async #runsNamed(patterns: readonly string[]): Promise<Set<string>> {
    const isRun = matcherOf(patterns);
    const all = await this.#parts.runs.list();
    return new Set(
      all.filter(({ id, name, request }) => isRun(id, name, request?.name ?? '')).map(({ id }) => id),
    );
  }
}

const momentOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function searched(hits: BootHits, place: BootPlace, terms: readonly string[]): SearchedBoot {
  const { id, number, startedAt, node } = place;
  return {
    id,
    node: { id: node.id, name: node.name, deleted: node.deletedAt !== null },
    ...{ host: node.host, run: node.runId, boot: number, startedAt },
    ...{ count: hits.count, more: hits.more, firstAt: momentOf(hits.firstAt), lastAt: momentOf(hits.lastAt) },
    hits: hits.lines.map(({ port, offset, at, stage, text }) => ({
      ...{ port, offset, at: momentOf(at), stage, line: text },
      marks: marksOf(text, terms).map(([from, to]) => [from, to]),
    })),
  };
}
