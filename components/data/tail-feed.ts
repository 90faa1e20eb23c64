import { serialTailsRequest } from 'ven-client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { AskedTail, SerialTail } from '../../lib/contract/serial-tail.ts';
import { MOST_TAILS } from '../../lib/contract/serial-tail.ts';
import { http } from './client.ts';

const serialTails = serialTailsRequest(http);

/** Where the last lines come from: the console, or for a guest what was shared with them. */
export type ReadTails = (
  asked: readonly AskedTail[],
  lines: number,
  options: { readonly signal: AbortSignal },
) => Promise<readonly SerialTail[]>;

const LOOK_MS = 1000;

/**
 * The last lines of the nodes that are watched: one request a second for all of them, answered with those that printed
 * since. Nothing is asked for while the page is hidden, or while nothing is watched.
 */
export class TailFeed {
  readonly #read: ReadTails;
  readonly #lines: number;
  readonly #tails = new Map<string, SerialTail>();
  readonly #watched = new Map<string, number>();
  readonly #listeners = new Map<string, Set<() => void>>();
  #stop: AbortController | null = null;
  #frozen = false;

  constructor(read: ReadTails, lines: number) {
    this.#read = read;
    this.#lines = lines;
  }

  get(id: string): SerialTail | undefined {
    return this.#tails.get(id);
  }

  /** What is shown stays as it is until this is called with false. */
  freeze(frozen: boolean): void {
    this.#frozen = frozen;
  }

  subscribe(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  /** Has its lines read until the returned function is called; what was read is forgotten then. */
  watch(id: string): () => void {
    this.#watched.set(id, (this.#watched.get(id) ?? 0) + 1);
    return () => {
      const left = (this.#watched.get(id) ?? 1) - 1;
      if (left > 0) this.#watched.set(id, left);
      else this.#watched.delete(id);
    };
  }

  start(): () => void {
    const stop = new AbortController();
    this.#stop = stop;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = async (): Promise<void> => {
      await this.#look(stop.signal);
      if (!stop.signal.aborted) timer = setTimeout(() => void round(), LOOK_MS);
    };
    void round();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }

  async #look(signal: AbortSignal): Promise<void> {
    if (this.#frozen || document.hidden || this.#watched.size === 0) return;
    const ids = [...this.#watched.keys()];
    try {
      for (let from = 0; from < ids.length; from += MOST_TAILS) {
        const asked = ids
          .slice(from, from + MOST_TAILS)
          .map((node) => ({ node, tag: this.#tails.get(node)?.tag }));
        this.#take(await this.#read(asked, this.#lines, { signal }));
      }
    } catch {
      // The next round asks again; the top bar says when the server is away.
    }
  }

  #take(tails: readonly SerialTail[]): void {
    if (this.#frozen || this.#stop?.signal.aborted === true) return;
    for (const tail of tails) {
      this.#tails.set(tail.node, tail);
      for (const listener of this.#listeners.get(tail.node) ?? []) listener();
    }
    for (const id of this.#tails.keys())
      if (!this.#watched.has(id) && !this.#listeners.has(id)) this.#tails.delete(id);
  }
}

const ofConsole: ReadTails = (asked, lines, options) => serialTails(asked, lines, options);

/** A feed that runs while the component is there. */
export function useTailFeed(lines: number, read: ReadTails = ofConsole): TailFeed {
  const [feed] = useState(() => new TailFeed(read, lines));
  useEffect(() => feed.start(), [feed]);
  return feed;
}

/** What a node printed last; kept up to date while it is in sight. */
export function useTail(feed: TailFeed, id: string, isInSight: boolean): SerialTail | undefined {
  useEffect(() => (isInSight ? feed.watch(id) : undefined), [feed, id, isInSight]);
  return useSyncExternalStore(
    (listener) => feed.subscribe(id, listener),
    () => feed.get(id),
    () => undefined,
  );
}
