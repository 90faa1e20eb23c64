import type { IncomingMessage } from 'node:http';
import { hostOfDomainsPage } from './first-domains.ts';

/** What the frame of every page asks for. */
const FRAME = ['/session', '/hosts'];
/** Of those who are not signed in: the login, and what share links show. */
const WITHOUT_SESSION = /^\/(login(\?|$)|share\/)/;
const NODE_PAGE = /^\/nodes\/([\w.-]+)/;

function pathsOf(url: string): readonly string[] {
  if (/^\/(\?|$)/.test(url)) return [...FRAME, '/nodes'];
  const node = NODE_PAGE.exec(url)?.[1];
  return node === undefined ? FRAME : [...FRAME, '/nodes', `/nodes/${node}`];
}

/**
 * The `Link` header of a page: the data that its scripts will ask for, so that the browser fetches them at once and
 * not only when the scripts run. For whole pages only (Next fetches parts of pages by itself), and not for those
 * that are shown to people who are not signed in.
 */
export function fetchedAhead({
  url = '/',
  headers,
}: Pick<IncomingMessage, 'url' | 'headers'>): string | undefined {
  if (headers.accept?.includes('text/html') !== true || WITHOUT_SESSION.test(url)) return undefined;
  const ahead = (path: string): string => `</api/v1${path}>; rel=preload; as=fetch; crossorigin`;
  const links = pathsOf(url).map(ahead);
  const host = hostOfDomainsPage({ url, headers });
  // It may be long, and its first rows are in the page: scripts come first.
  if (host !== null) links.push(`${ahead(`/hosts/${host.segment}/domains`)}; fetchpriority=low`);
  return links.join(', ');
}
