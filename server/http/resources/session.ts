import { createRoute } from '@hono/zod-openapi';
import { loginRequest, session, type Session } from '../../../lib/contract/session.ts';
import { type Identity } from '../../core/access/api.ts';
import { clearSessionCookie, setSessionCookie } from '../authentication.ts';
import { clientAddress } from '../client-address.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { forEverybody, identityOf, needs } from '../guard.ts';

const path = '/api/v1/session';

const show = createRoute({
  ...needs('session.own'),
  method: 'get',
  path,
  summary: 'Who is logged in',
  responses: { 200: json('The session or token', session), ...refusals },
});

const login = createRoute({
  ...forEverybody,
  method: 'post',
  path,
  summary: 'Log in; the answer sets the session cookie',
  request: jsonBody(loginRequest),
  responses: { 200: json('Logged in', session), ...refusals },
});

const logout = createRoute({
  ...needs('session.own'),
  method: 'delete',
  path,
  summary: 'Log out; open consoles of the session are closed',
  responses: { 204: { description: 'Logged out' }, ...refusals },
});

const sessionOf = ({ actor, email, expiresAt }: Identity): Session => ({
  user: { id: actor.userId, email, role: actor.role },
  expiresAt,
});

export function sessionRoutes(app: ConsoleApp): void {
  app.openapi(show, (c) => c.json(sessionOf(identityOf(c)), 200));

  app.openapi(login, async (c) => {
    const { access } = c.var.services;
    const previous = c.var.identity ?? undefined;
    const { identity, secret } = await access.login(c.req.valid('json'), clientAddress(c), previous);
    setSessionCookie(c, secret, identity);
    return c.json(sessionOf(identity), 200);
  });

  app.openapi(logout, async (c) => {
    await c.var.services.access.logout(identityOf(c));
    clearSessionCookie(c);
    return c.body(null, 204);
  });
}
