import { screenList } from '../../lib/contract/screen-now.ts';
import { screenText } from '../../lib/contract/screen-text.ts';
import { type Abortable, type Http, query, segment } from './http.ts';

/** The path of the latest picture of a node's display, below `/api/v1`; `picture` names it, for caches. */
export const latestPicturePath = (node: string, picture: string): string =>
  `/nodes/${segment(node)}/screen/latest${query({ picture })}`;

/** What displays of nodes show. */
export const screenRequests = (http: Http) => ({
  /** As PNG. */
  screenshot: (node: string) =>
    http.response('GET', `/nodes/${segment(node)}/screenshot`, { accept: 'image/png' }),
  /** Which picture the displays of nodes that are on show. */
  screens: async (options?: Abortable) => (await http.json(screenList, 'GET', '/screens', options)).screens,
  /** What is written on one. */
  screenText: (node: string) => http.json(screenText, 'GET', `/nodes/${segment(node)}/screen/text`),
});
