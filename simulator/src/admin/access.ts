import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { basicCredentials } from '../identity/node-client.ts';
import { equal } from '../identity/keycloak.ts';
import type { SignIns } from './sign-in.ts';

export const SESSION_COOKIE = 'simulator_session';

/**
 * Requires the admin token (as a bearer token, or as the password of basic authentication) or a session from a sign-in
 * code. This applies to clients on this machine too: it has other users, and nodes reach its addresses. Cross-origin
 * requests must not change anything with credentials that the browser has stored.
 */
export function adminOnly(adminToken: string, signIns: SignIns): MiddlewareHandler {
  return async (context, next) => {
    if (!hasToken(adminToken, context) && !signIns.isSession(getCookie(context, SESSION_COOKIE))) {
      context.header('WWW-Authenticate', 'Basic realm="simulator", charset="UTF-8"');
      return context.json({ message: 'the admin token is required' }, 401);
    }
    if (context.req.method !== 'GET' && isCrossOrigin(context)) {
      return context.json({ message: 'cross-origin requests are refused' }, 403);
    }
    return next();
  };
}

function hasToken(adminToken: string, context: Context): boolean {
  const authorization = context.req.header('authorization');
  const basic = basicCredentials(authorization);
  if (basic) return equal(basic.password, adminToken);
  const [scheme = '', token = ''] = (authorization ?? '').split(' ');
  return scheme.toLowerCase() === 'bearer' && equal(token, adminToken);
}

/** Browsers send `Sec-Fetch-Site` or `Origin`; a client that sends neither is not a browser. */
function isCrossOrigin(context: Context): boolean {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = context.req.header('origin');
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== context.req.header('host');
}
