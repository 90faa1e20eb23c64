import { io } from 'socket.io-client';
import { change, LIVE_PATH } from '../../lib/contract/live.ts';
import { command, isUnreachable } from './request.ts';
import { put, queryClient } from './store.ts';

export type LiveState = 'connecting' | 'live' | 'away';

const RETRY_AFTER_REFUSAL = 1000;

let state: LiveState = 'connecting';
let unreachable = false;
const listeners = new Set<() => void>();

export const liveState = (): LiveState => state;

/** Whether not even a request is answered; without the socket alone every page can still be had. */
export const serverUnreachable = (): boolean => state === 'away' && unreachable;

export function onLiveState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: LiveState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** A socket says nothing of why it was lost or refused; a request does, and an ended session leads to the login. */
function lost(): void {
  become('away');
  command('/templates', {}).then(
    () => (unreachable = false),
    (error: unknown) => (unreachable = isUnreachable(error)),
  );
}

/** Opens the socket of changes; returns how to close it. */
export function openLive(): () => void {
  const opened = io({ path: LIVE_PATH, transports: ['websocket'], reconnectionDelayMax: 5000 });
  let retry: ReturnType<typeof setTimeout> | undefined;
  // Subscribed now; what was missed before is in the lists.
  opened.on('hello', () => {
    become('live');
    void queryClient.invalidateQueries();
  });
  opened.on('change', (message: unknown) => {
    const parsed = change.safeParse(message);
    if (parsed.success) put(parsed.data);
  });
  opened.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    lost();
    // Sent away by the server (the session ended, this viewer was too slow), socket.io does not come back by itself.
    if (reason === 'io server disconnect') retry = setTimeout(() => opened.connect(), RETRY_AFTER_REFUSAL);
  });
  opened.on('connect_error', lost);
  return () => {
    clearTimeout(retry);
    opened.close();
    become('connecting');
  };
}
