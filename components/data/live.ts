import { guestRequests, LiveFeed, type LiveState } from 'ven-client';
import { client, http, isUnreachable, onAnswer, shareBase } from './client.ts';
import { MissedChanges } from './missed-changes.ts';
import { put, queryClient } from './store.ts';

const guestApi = guestRequests(http);

let state: LiveState = 'connecting';
let unreachable = false;
const listeners = new Set<() => void>();

export const liveState = (): LiveState => state;

/** Whether requests fail too; without only the socket, every page still works. */
export const serverUnreachable = (): boolean => state === 'lost' && unreachable;

export function onLiveState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: LiveState, error: Error | null): void {
  state = next;
  unreachable = isUnreachable(error);
  for (const listener of listeners) listener();
}

const RETRY_LOADING = 5000;

// Each query handles its own errors.
const refetch = () => queryClient.invalidateQueries();
const missed = new MissedChanges(() => void refetch());
onAnswer((change) => missed.answered(change));

const hasFailed = (): boolean =>
  queryClient.getQueryCache().findAll({ predicate: ({ state }) => state.status === 'error' }).length > 0;

/**
 * Opens the live feed; returns a function that closes it. Its code is loaded only then, as a page is
 * shown without it.
 */
export function openLive(): () => void {
  let feed: LiveFeed | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const open = async (): Promise<void> => {
    try {
      const { io } = await import('socket.io-client');
      if (closed) return;
      let first = true;
      const refresh = async (before: number | null) => {
        const isComplete = first && before !== null && !missed.connected(before) && !hasFailed();
        first = false;
        if (!isComplete) await refetch();
      };
      const handlers = { refresh, onChange: put, onState: become };
      // Guests may ask for little else.
      const probe = shareBase() === '' ? {} : { probe: () => guestApi.view() };
      feed = new LiveFeed({ client, io, ...handlers, ...probe });
    } catch {
      if (closed) return;
      become('lost', null);
      timer = setTimeout(() => void open(), RETRY_LOADING);
    }
  };
  void open();
  return () => {
    closed = true;
    clearTimeout(timer);
    feed?.close();
    become('connecting', null);
  };
}
