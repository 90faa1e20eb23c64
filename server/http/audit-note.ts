import { type Context } from 'hono';
import { routePath } from 'hono/route';
import { ConsoleError, type ErrorCode } from '../../lib/contract/error.ts';
import { credentialOf } from '../core/access/credential.ts';
import { type HttpEnvironment } from './environment.ts';

/** Requests that were never understood did nothing and are not worth a line of the audit trail. */
const NOT_AUDITED: ReadonlySet<ErrorCode> = new Set(['invalid', 'malformed', 'too-large']);
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['unauthenticated', 'forbidden', 'too-many-requests']);

/** As people call it: its id says nothing to anybody once the node is gone. What is not known stays as it was asked for. */
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

/** Writes down how a request ended; `error` is undefined when it did what it should. */
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
    // What was done is done; the answer to it must not be lost as well.
    logger.error({ err: cause, action }, 'the audit trail could not be written');
  }
}

/** Who asks, for the audit trail, when nobody is known by what he shows. */
function strangerOf(c: Context<HttpEnvironment>): string | null {
  const headers = { cookie: c.req.header('cookie'), authorization: c.req.header('authorization') };
  const credential = credentialOf(headers, c.var.services.access.sessionCookie);
  return credential && `unknown ${credential.kind}`;
}

/** A refusal that no guard wrote down: of a credential that is not valid, of a foreign page, of too much at once. */
export async function noteRefusal(c: Context<HttpEnvironment>, error: ConsoleError): Promise<void> {
  if (c.var.noted || !REFUSALS.has(error.code)) return;
  const by = c.var.identity?.actor.name ?? strangerOf(c);
  // Without a credential there is nothing to abuse: a page that nobody is logged in to asks in vain, and often.
  if (by === null && error.code === 'unauthenticated') return;
  await note(c, by ?? 'nobody', `${c.req.method} ${routePath(c, -1)}`, error);
}
