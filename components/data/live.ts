import { io } from 'socket.io-client';
import { LiveFeed, type LiveState } from 'ven-client';
import { client, isUnreachable } from './client.ts';
import { put, queryClient } from './store.ts';

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

/** Opens the live feed; returns a function that closes it. */
export function openLive(): () => void {
  const feed = new LiveFeed({
    client,
    io,
    // Each query handles its own errors.
    refresh: () => queryClient.invalidateQueries(),
    onChange: put,
    onState: become,
  });
  return () => {
    feed.close();
    become('connecting', null);
  };
}
