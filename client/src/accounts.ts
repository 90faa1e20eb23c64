import { auditList, tokenList } from '../../lib/contract/lists.ts';
import { type TicketRequest, ticket } from '../../lib/contract/live.ts';
import { type DriveRequest, presence } from '../../lib/contract/presence.ts';
import { type PasswordRequest, type Role, newToken, session } from '../../lib/contract/session.ts';
import { type Http, query, segment } from './http.ts';

export function accountRequests(http: Http) {
  return {
    session: {
      get: () => http.json(session, 'GET', '/session'),
      /** The whole response, because the session is in its cookie. */
      open: (body: { readonly email: string; readonly password: string }) =>
        http.response('POST', '/session', { body }),
      close: () => http.text('DELETE', '/session'),
    },
    changePassword: (body: PasswordRequest) => http.text('POST', '/password', { body }),
    tokens: {
      list: async () => (await http.json(tokenList, 'GET', '/tokens')).tokens,
      create: (body: { readonly name: string; readonly role: Role; readonly days: number }) =>
        http.json(newToken, 'POST', '/tokens', { body }),
      revoke: (id: string) => http.text('DELETE', `/tokens/${segment(id)}`),
    },
    /** Newest first; `before` continues after the event with that id. */
    audit: async (page: { readonly limit: number; readonly before?: string | undefined }) =>
      (
        await http.json(
          auditList,
          'GET',
          `/audit${query({ limit: String(page.limit), before: page.before })}`,
        )
      ).events,
    /** Who is at the consoles of a node, or a domain by its address; and who drives them. */
    presence: {
      get: (node: string) => http.json(presence, 'GET', `/presence${query({ node })}`),
      act: (body: DriveRequest) => http.json(presence, 'POST', '/presence', { body }),
    },
    /** Valid once, for a few seconds: fetch it right before opening the socket. */
    ticket: async (body: TicketRequest) => (await http.json(ticket, 'POST', '/tickets', { body })).ticket,
  };
}
