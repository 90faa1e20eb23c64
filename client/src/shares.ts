import { newShare, guestView, type ShareInput, shareList } from '../../lib/contract/share.ts';
import { type Http, segment } from './http.ts';

/** Links that show something to people without an account. */
export function shareRequests(http: Http) {
  return {
    list: async () => (await http.json(shareList, 'GET', '/shares')).shares,
    /** The only answer with its address. */
    create: async (body: ShareInput) => (await http.json(newShare, 'POST', '/shares', { body })).share,
    revoke: (id: string) => http.text('DELETE', `/shares/${segment(id)}`),
  };
}

/** For a client whose address is that of a link, `/share/ID`. */
export function guestRequests(http: Http) {
  return {
    view: () => http.json(guestView, 'GET', '/guest'),
    open: (token: string) => http.json(guestView, 'POST', '/guest', { body: { token } }),
    enter: (passphrase: string) => http.json(guestView, 'POST', '/guest', { body: { passphrase } }),
  };
}
