import { type Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { ConsoleError, type ErrorCode } from '../../lib/contract/error.ts';
import { type Identity } from '../core/access/api.ts';
import { type Permission } from '../core/access/permission.ts';
import { type HttpEnvironment } from './environment.ts';

/** Requests that were never understood did nothing and are not worth a line of the audit trail. */
const NOT_AUDITED: ReadonlySet<ErrorCode> = new Set(['invalid', 'malformed', 'too-large']);

function unauthenticated(): ConsoleError {
  return new ConsoleError('unauthenticated', 'Nobody is logged in, or the session or token has ended.', {
    fix: 'Log in, or send a valid API token as "Authorization: Bearer ven_…".',
  });
}

/** Who asks, behind a guard. */
export function identityOf(c: Context<HttpEnvironment>): Identity {
  const { identity } = c.var;
  if (!identity) throw unauthenticated();
  return identity;
}

async function note(
  c: Context<HttpEnvironment>,
  { actor }: Identity,
  action: string,
  error: unknown,
): Promise<void> {
  if (error instanceof ConsoleError && NOT_AUDITED.has(error.code)) return;
  const { access, logger } = c.var.services;
  const refused = error instanceof ConsoleError && error.code === 'forbidden';
  try {
    await access.audit.add({
      by: actor.name,
      action,
      target: c.var.auditTarget ?? (Object.values(c.req.param()).join(' ') || null),
      outcome: error === undefined ? 'done' : refused ? 'refused' : 'failed',
      detail: error instanceof ConsoleError ? error.message : error === undefined ? '' : 'internal error',
    });
  } catch (cause) {
    // What was done is done; the answer to it must not be lost as well.
    logger.error({ err: cause, action }, 'the audit trail could not be written');
  }
}

function guard(permission: Permission, action: string | undefined, notesSuccess: boolean) {
  return createMiddleware<HttpEnvironment>(async (c, next) => {
    const identity = identityOf(c);
    try {
      c.var.services.access.authorise(identity, permission);
    } catch (error) {
      await note(c, identity, action ?? permission, error);
      throw error;
    }
    await next();
    if (action !== undefined && (notesSuccess || c.error)) await note(c, identity, action, c.error);
  });
}

/**
 * The declaration that every route has to make: the right it needs, checked before anything is read from the
 * request. A route that changes something also names what the audit trail calls it.
 */
export const needs = (permission: Permission, action?: string) => ({
  'x-permission': permission,
  security: [{ cookie: [] }, { token: [] }],
  middleware: guard(permission, action, true),
});

/** The same for a route that only prepares the action: that it was carried out is noted where it is. */
export const needsBefore = (permission: Permission, action: string) => ({
  ...needs(permission),
  middleware: guard(permission, action, false),
});

/** The other declaration: a route for everybody. */
export const forEverybody = { 'x-permission': 'public', security: [] };
