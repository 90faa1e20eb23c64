import type { IncomingMessage } from 'node:http';
import { FIRST_NODES_HEADER, SORTING_COOKIE, writeFirstNodes } from '../../lib/contract/first-rows.ts';
import type { Node } from '../../lib/contract/node.ts';
import { parseSorting, sorted } from '../../lib/report/node-order.ts';
import { cookieValue } from '../core/access/credential.ts';

/** Fewer than a screen shows: each makes the page larger, and the others follow soon. */
const FIRST = 12;

/** The list as a whole page; of the deleted nodes, and of the parts that Next fetches, it is not drawn ahead. */
const isList = ({ url = '/', headers }: IncomingMessage): boolean =>
  headers.accept?.includes('text/html') === true && /^\/(\?(?!.*\bshow=)|$)/.test(url);

const chosenSorting = ({ cookie = '' }: IncomingMessage['headers']): string =>
  (cookieValue(cookie, SORTING_COOKIE) ?? '').replace('%20', ' ');

/**
 * Adds the first nodes to the request for the list, so that the answer contains their rows and a browser shows them
 * before any script has run.
 */
export async function addFirstNodes(
  request: IncomingMessage,
  list: () => Promise<readonly Node[]>,
): Promise<void> {
  // The page itself says why there are none.
  const nodes = isList(request) ? await list().catch(() => []) : [];
  const first = sorted(nodes, parseSorting(chosenSorting(request.headers))).slice(0, FIRST);
  request.headers[FIRST_NODES_HEADER] = writeFirstNodes(first);
}
