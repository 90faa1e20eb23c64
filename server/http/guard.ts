import type { Permission } from '../../lib/domain/permission.ts';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Identity } from '../core/access/api.ts';
import { note } from './audit-note.ts';
import type { HttpEnvironment } from './environment.ts';

function unauthenticated(): ConsoleError {
  return new ConsoleError('unauthenticated', 'Nobody is logged in, or the session or token has ended.', {
    fix: 'Log in, or send a valid API token as "Authorization: Bearer ven_…".',
  });
}

/** The caller, after a guard. */
export function identityOf(c: Context<HttpEnvironment>): Identity {
  const { identity } = c.var;
  if (!identity) throw unauthenticated();
  return identity;
}

function guard(permission: Permission, action: string | undefined, notesSuccess: boolean) {
  return createMiddleware<HttpEnvironment>(async (c, next) => {
    const identity = identityOf(c);
    try {
      c.var.services.access.authorise(identity, permission);
    } catch (error) {
      await note(c, identity.actor.name, action ?? permission, error);
      throw error;
    }
    // Recorded here, at the end of the request, and not where errors are answered.
    c.set('noted', action !== undefined);
    await next();
    if (action !== undefined && (notesSuccess || c.error))
      await note(c, identity.actor.name, action, c.error);
  });
}

/**
 * Declares the right that a route requires, as every route must; checked before anything is read from the request. A
 * route that changes something also declares its name in the audit trail.
 */
export const needs = (permission: Permission, action?: string) => ({
  'x-permission': permission,
  security: [{ cookie: [] }, { token: [] }],
  middleware: guard(permission, action, true),
});

/** The same for a route that only prepares an action; the code that carries it out records it. */
export const needsBefore = (permission: Permission, action: string) => ({
  ...needs(permission),
  middleware: guard(permission, action, false),
});

/** Declares a public route. */
export const forEverybody = { 'x-permission': 'public', security: [] };
