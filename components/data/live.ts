import { io } from 'socket.io-client';
import { change, LIVE_PATH } from '../../lib/contract/live.ts';
import { command } from './request.ts';
import { put, queryClient } from './store.ts';

export type LiveState = 'connecting' | 'live' | 'away';

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

export const liveState = (): LiveState => state;

export function onLiveState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: LiveState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Opens the socket of changes; returns how to close it. */
export function openLive(): () => void {
  const opened = io({ path: LIVE_PATH, transports: ['websocket'], reconnectionDelayMax: 5000 });
  // Subscribed now; what was missed before is in the lists.
  opened.on('hello', () => {
    become('live');
    void queryClient.invalidateQueries();
  });
  opened.on('change', (message: unknown) => {
    const parsed = change.safeParse(message);
    if (parsed.success) put(parsed.data);
  });
  opened.on('disconnect', () => become('away'));
  opened.on('connect_error', () => {
    become('away');
    // A refused socket says nothing of the reason; a request does, and an ended session leads to the login.
    void command('/templates', {}).catch(() => undefined);
  });
  return () => opened.close();
}
