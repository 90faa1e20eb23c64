import { newShare, type NewShare, type ShareInput } from '../../lib/contract/share.ts';
import { parsed, type Reachable, send } from './request.ts';

type Headers = Readonly<Record<string, string>>;

export const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** A link, made by whom these headers are of. */
export async function shareWith(
  server: Reachable,
  headers: Headers,
  request: Omit<ShareInput, 'expiresAt'> & { readonly expiresAt?: string },
): Promise<NewShare> {
  const body = { expiresAt: inHours(1), ...request };
  const response = await send(server, '/api/v1/shares', { method: 'POST', headers, body });
  return (await parsed(newShare, response)).share;
}

/** The first request of a guest's page, with the secret behind the `#`. */
export const openLink = (server: Reachable, { url }: Pick<NewShare, 'url'>): Promise<Response> => {
  const { pathname, hash } = new URL(url);
  return send(server, `${pathname}/api/v1/guest`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: { token: hash.slice(1) },
  });
};

/** Name and value of the cookie that an answer sets. */
export const cookieOf = (response: Response): string =>
  (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

/** Somebody who has opened a link: an address below which everything is asked for, and what is sent with it. */
export async function guestOf(server: Reachable, link: NewShare) {
  const cookie = cookieOf(await openLink(server, link));
  return { url: server.url, base: `/share/${link.id}`, headers: { cookie, origin: server.url } };
}
