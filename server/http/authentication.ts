import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { ConsoleError } from '../../lib/contract/error.ts';
import { SHARE_PATH } from '../../lib/contract/share.ts';
import type { Identity } from '../core/access/api.ts';
import type { Guest } from '../core/access/shares/api.ts';
import { cookieValue, credentialOf, type Credential } from '../core/access/credential.ts';
import { isOwnOrigin, type OwnOrigin } from '../core/access/origin.ts';
import type { HttpEnvironment } from './environment.ts';

/** Browsers keep no cookie for longer than 400 days. */
const BROWSER_COOKIE_SECONDS = 400 * 86_400;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** TLS ends here, or at the proxy that the base URL names. */
const isSecure = ({ tls, baseUrl }: OwnOrigin): boolean => tls || (baseUrl?.startsWith('https:') ?? false);

/** Strict: the pages fetch everything themselves, so requests from other sites never need the cookie. */
function setCookie(
  c: Context<HttpEnvironment>,
  name: string,
  value: string,
  maxAgeSeconds: number,
  path = '/',
): void {
  const { origin } = c.var.services;
  const attributes = [`${name}=${value}`, `Path=${path}`, 'HttpOnly', 'SameSite=Strict'];
  if (isSecure(origin)) attributes.push('Secure');
  c.header('set-cookie', [...attributes, `Max-Age=${maxAgeSeconds}`].join('; '), { append: true });
}

export function setSessionCookie(c: Context<HttpEnvironment>, secret: string, identity: Identity): void {
  const { sessionCookie } = c.var.services.access;
  setCookie(
    c,
    sessionCookie,
    secret,
    Math.max(0, Math.round((Date.parse(identity.expiresAt) - Date.now()) / 1000)),
  );
}

export const clearSessionCookie = (c: Context<HttpEnvironment>): void =>
  setCookie(c, c.var.services.access.sessionCookie, '', 0);

/** Browsers send it to what is below the link's own address only, so that a browser can have several links. */
export function setShareCookie(c: Context<HttpEnvironment>, link: string, guest: Guest): void {
  const seconds = Math.max(0, Math.round((Date.parse(guest.expiresAt) - Date.now()) / 1000));
  setCookie(c, c.var.services.access.shares.cookie, guest.cookie, seconds, `${SHARE_PATH}/${link}`);
}

export const shareCookieIn = (c: Context<HttpEnvironment>): string =>
  cookieValue(c.req.header('cookie') ?? '', c.var.services.access.shares.cookie) ?? '';

/** Kept after a logout: it only shows that its owner has logged in with this browser before. */
export const setBrowserCookie = (c: Context<HttpEnvironment>, value: string): void =>
  setCookie(c, c.var.services.access.browserCookie, value, BROWSER_COOKIE_SECONDS);

/** The value that identifies a browser that has logged in before. */
export const browserCookieIn = (c: Context<HttpEnvironment>): string | null =>
  cookieValue(c.req.header('cookie') ?? '', c.var.services.access.browserCookie) ?? null;

/**
 * A request that changes something and carries the console's cookie must come from one of its own pages. Without the
 * cookie there is nothing to misuse, but another site's page is still refused: it could log its visitor in as someone
 * else.
 */
function refuseForeignPage(c: Context<HttpEnvironment>, credential: Credential | null): void {
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  if (
    (site !== undefined && site !== 'same-origin') ||
    (origin !== undefined && !isOwnOrigin(origin, c.req.header('host'), c.var.services.origin))
  ) {
    throw new ConsoleError('forbidden', 'The request comes from a page of another site.', {
      fix: 'Open the console at its own address; behind a proxy, set VEN_BASE_URL to that address.',
    });
  }
  if (credential?.kind === 'session' && site === undefined && origin === undefined) {
    throw new ConsoleError(
      'forbidden',
      'A request with a session cookie that changes something has to name its origin.',
      { fix: 'Send an Origin header with the console’s own address, or an API token instead of the cookie.' },
    );
  }
}

/** Identifies the caller; the route's guard decides what the caller may do. */
export const authentication = createMiddleware<HttpEnvironment>(async (c, next) => {
  const { access } = c.var.services;
  if (c.env.guest) {
    // Checked with the request that this one stands for.
    c.set('identity', c.env.guest);
    await next();
    return;
  }
  const headers = { cookie: c.req.header('cookie'), authorization: c.req.header('authorization') };
  const credential = credentialOf(headers, access.sessionCookie);
  if (!SAFE.has(c.req.method)) refuseForeignPage(c, credential);
  const identity = credential && (await access.authenticate(credential.secret, credential.kind));
  c.set('identity', identity);
  await next();
  // Except after a login or logout, which set the cookie themselves.
  if (credential && identity?.prolonged && c.res.headers.get('set-cookie') === null) {
    setSessionCookie(c, credential.secret, identity);
  }
});
