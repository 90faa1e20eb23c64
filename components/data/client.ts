import { accountRequests, Http, templateRequests } from 'ven-client';
import { ConsoleError } from '../../lib/contract/error.ts';
import { CHANGE_HEADER } from '../../lib/contract/live.ts';
import { SHARE_PATH, sharedPath } from '../../lib/contract/share.ts';

const expired = new Set<() => void>();

/** Calls the listener when the session has ended; returns a function that removes it. */
export function onSessionExpired(listener: () => void): () => void {
  expired.add(listener);
  return () => expired.delete(listener);
}

const answered = new Set<(change: number) => void>();

/** Calls the listener with the number of the latest change before each answer; returns a function that removes it. */
export function onAnswer(listener: (change: number) => void): () => void {
  answered.add(listener);
  return () => answered.delete(listener);
}

/** There was no answer at all, not even a refusal. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof ConsoleError && error.code === 'server-unreachable';

/** The address of the share link whose page this is, below which its guests' requests go; empty in all other pages. */
export function shareBase(): string {
  const shared = typeof window === 'undefined' ? null : sharedPath(window.location.pathname);
  return shared === null ? '' : `${SHARE_PATH}/${shared.id}`;
}

/** The console that these pages come from. */
export const http = new Http({
  url: shareBase(),
  unreachable: (cause) =>
    new ConsoleError('server-unreachable', 'The console’s server cannot be reached.', {
      fix: 'Check that it is running; this page continues by itself when it is back.',
      cause,
    }),
  unexpected: (answer, cause) =>
    new ConsoleError('internal', `This page does not understand the server’s answer: ${answer}.`, {
      fix: 'Reload the page: the server may have been updated. Otherwise look at its output, or at the proxy in front of it.',
      cause,
    }),
  onResponse: ({ headers }) => {
    const change = headers.get(CHANGE_HEADER);
    if (change !== null) for (const listener of answered) listener(Number(change));
  },
  onRefusal: (error, path) => {
    if (error.code === 'unauthenticated' && path !== '/session') for (const listener of expired) listener();
    return error;
  },
});

/** What sockets are opened with. */
export const client = {
  url: shareBase(),
  headers: {},
  ticket: accountRequests(http).ticket,
  templates: templateRequests(http),
};
