import { type IncomingMessage } from 'node:http';
import { credentialOf } from '../core/access/credential.ts';

/** What the frame of every page asks for. */
const FRAME = ['/session', '/hosts'];
const NODE_PAGE = /^\/nodes\/([\w.-]+)/;

function asked(url: string): readonly string[] {
  if (/^\/(\?|$)/.test(url)) return [...FRAME, '/nodes'];
  const node = NODE_PAGE.exec(url)?.[1];
  return node === undefined ? FRAME : [...FRAME, '/nodes', `/nodes/${node}`];
}

/**
 * The `Link` header of a page: the data that its scripts will ask for, so that the browser fetches them at once and
 * not only when the scripts run. For whole pages only (Next fetches parts of pages by itself), and for those who are
 * signed in.
 */
export function fetchedAhead({
  url = '/',
  headers,
}: Pick<IncomingMessage, 'url' | 'headers'>): string | undefined {
  if (headers.accept?.includes('text/html') !== true || credentialOf(headers)?.kind !== 'session')
    return undefined;
  return asked(url)
    .map((path) => `</api/v1${path}>; rel=preload; as=fetch; crossorigin`)
    .join(', ');
}
