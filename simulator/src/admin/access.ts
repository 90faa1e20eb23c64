import { type Context, type MiddlewareHandler } from 'hono';
import { peerOf } from '../http/client.ts';
import { equal } from '../identity/keycloak.ts';

export interface Own {
  readonly adminToken: string;
  readonly cluster: string;
}

/**
 * Who may see and work the switches: processes of this machine, and whoever has the admin token (as a bearer
 * token, or as the password of basic authentication, which a browser can ask for). A web page of somebody else,
 * open in a browser of this machine, may not: its requests are another origin's, or come in under a name that is
 * not ours.
 */
export function adminOnly(own: Own): MiddlewareHandler {
  return async (context, next) => {
    if (!hasToken(own.adminToken, context)) {
      if (!peerOf(context).isLocal) {
        context.header('WWW-Authenticate', 'Basic realm="simulator", charset="UTF-8"');
        return context.json({ message: 'the admin token is needed from another machine' }, 401);
      }
      if (!namesThisMachine(context.req.header('host'), own.cluster)) {
        return context.json({ message: 'this name is not ours' }, 403);
      }
    }
    if (context.req.method !== 'GET' && isForeign(context)) {
      return context.json({ message: 'requests of other origins are refused' }, 403);
    }
    return next();
  };
}

function hasToken(adminToken: string, context: Context): boolean {
  const [scheme = '', credentials = ''] = (context.req.header('authorization') ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') return equal(credentials, adminToken);
  if (scheme.toLowerCase() !== 'basic') return false;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return equal(pair.slice(pair.indexOf(':') + 1), adminToken);
}

/** A browser says where a request comes from; one that says nothing is not a browser. */
function isForeign(context: Context): boolean {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = context.req.header('origin');
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== context.req.header('host');
}

/** Against names that an attacker's DNS points here: an address, localhost, or a name under our own domain. */
function namesThisMachine(host: string | undefined, cluster: string): boolean {
  const name = host?.replace(/:\d+$/, '').toLowerCase() ?? '';
  const domain = cluster.toLowerCase();
  return (
    /^[\d.]+$/.test(name) ||
    name.startsWith('[') ||
    name === 'localhost' ||
    name === domain ||
    name.endsWith(`.${domain}`)
  );
}
