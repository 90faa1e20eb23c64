import { type Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type Identity } from '../core/access/api.ts';
import { credentialOf, SESSION_COOKIE, type Credential } from '../core/access/credential.ts';
import { isOwnOrigin } from '../core/access/origin.ts';
import { type HttpEnvironment } from './environment.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Strict: the pages fetch everything themselves, so no request from another site needs the cookie. */
export function sessionCookie(secret: string, maxAgeSeconds: number, tls: boolean): string {
  const attributes = [`${SESSION_COOKIE}=${secret}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
  if (tls) attributes.push('Secure');
  return [...attributes, `Max-Age=${maxAgeSeconds}`].join('; ');
}

/** TLS ends here, or at the proxy that the base URL names. */
export const isSecure = (c: Context<HttpEnvironment>): boolean => {
  const { tls, baseUrl } = c.var.services.origin;
  return tls || (baseUrl?.startsWith('https:') ?? false);
};

export function setSessionCookie(c: Context<HttpEnvironment>, secret: string, identity: Identity): void {
  const seconds = Math.max(0, Math.round((Date.parse(identity.expiresAt) - Date.now()) / 1000));
  c.header('set-cookie', sessionCookie(secret, seconds, isSecure(c)), { append: true });
}

/**
 * A request that changes something and carries our cookie must come from a page of ours. Without the cookie there
 * is nothing to misuse, but a foreign page still has no business here (it could log its visitor in as another).
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

/** Finds out who asks; whether they may is the question of the route's own guard. */
export const authentication = createMiddleware<HttpEnvironment>(async (c, next) => {
  const credential = credentialOf({
    cookie: c.req.header('cookie'),
    authorization: c.req.header('authorization'),
  });
  if (!SAFE.has(c.req.method)) refuseForeignPage(c, credential);
  const { access } = c.var.services;
  const identity = credential && (await access.authenticate(credential.secret, credential.kind));
  c.set('identity', identity);
  await next();
  // Not after a login or logout, which set the cookie themselves.
  if (credential && identity?.prolonged && c.res.headers.get('set-cookie') === null) {
    setSessionCookie(c, credential.secret, identity);
  }
});
