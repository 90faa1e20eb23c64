import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { ConsoleError, type ErrorCode } from '../../lib/contract/error.ts';
import { credentialOf } from '../core/access/credential.ts';
import type { HttpEnvironment } from './environment.ts';

/** Malformed requests had no effect and are not recorded in the audit trail. */
const NOT_AUDITED: ReadonlySet<ErrorCode> = new Set(['invalid', 'malformed', 'too-large']);
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['unauthenticated', 'forbidden', 'too-many-requests']);

/** The node's name, because its id means nothing once the node is gone. An unknown target stays as requested. */
export async function auditName(c: Context<HttpEnvironment>, idOrName: string): Promise<string> {
  try {
    return (await c.var.services.core.nodes.get(idOrName)).name;
  } catch {
    return idOrName;
  }
}

async function targetOf(c: Context<HttpEnvironment>): Promise<string | null> {
  if (c.var.auditTarget !== undefined) return c.var.auditTarget;
  const parameters = Object.entries<string>(c.req.param());
  const node = c.req.param('node');
  const name = node === undefined ? '' : await auditName(c, node);
  return parameters.map(([key, value]) => (key === 'node' ? name : value)).join(' ') || null;
}

/** Records how a request ended; `error` is undefined if it succeeded. */
export async function note(
  c: Context<HttpEnvironment>,
  by: string,
  action: string,
  error: unknown,
): Promise<void> {
  if (error instanceof ConsoleError && NOT_AUDITED.has(error.code)) return;
  c.set('noted', true);
  const { access, logger } = c.var.services;
  const refused = error instanceof ConsoleError && REFUSALS.has(error.code);
  try {
    await access.audit.add({
      by,
      address: c.var.address,
      action,
      target: await targetOf(c),
      outcome: error === undefined ? 'done' : refused ? 'refused' : 'failed',
      detail: error instanceof ConsoleError ? error.message : error === undefined ? '' : 'internal error',
    });
  } catch (cause) {
    // The action has been carried out; its response must not be lost as well.
    logger.error({ err: cause, action }, 'the audit trail could not be written');
  }
}

/** The actor in the audit trail when the credentials identify no user. */
function strangerOf(c: Context<HttpEnvironment>): string | null {
  const headers = { cookie: c.req.header('cookie'), authorization: c.req.header('authorization') };
  const credential = credentialOf(headers, c.var.services.access.sessionCookie);
  return credential && `unknown ${credential.kind}`;
}

/** Records refusals that no guard has recorded: invalid credentials, another site's page, too many requests. */
export async function noteRefusal(c: Context<HttpEnvironment>, error: ConsoleError): Promise<void> {
  if (c.var.noted || !REFUSALS.has(error.code)) return;
  const by = c.var.identity?.actor.name ?? strangerOf(c);
  // A request without credentials abuses nothing: a page that is not logged in sends many.
  if (by === null && error.code === 'unauthenticated') return;
  await note(c, by ?? 'nobody', `${c.req.method} ${routePath(c, -1)}`, error);
}
