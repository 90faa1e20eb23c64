import { createRoute } from '@hono/zod-openapi';
import { loginRequest, passwordRequest, session, type Session } from '../../../lib/contract/session.ts';
import type { Identity } from '../../core/access/api.ts';
import {
  browserCookieIn,
  clearSessionCookie,
  setBrowserCookie,
  setSessionCookie,
} from '../authentication.ts';
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
  ...needs('session.own', 'logout'),
  method: 'delete',
  path,
  summary: 'Log out; open consoles of the session are closed',
  responses: { 204: { description: 'Logged out' }, ...refusals },
});

const changePassword = createRoute({
  ...needs('session.own', 'password change'),
  method: 'post',
  path: '/api/v1/password',
  summary: 'Change one’s own password; other sessions of the user end, API tokens stay',
  request: jsonBody(passwordRequest),
  responses: { 204: { description: 'Changed' }, ...refusals },
});

const sessionOf = ({ actor, email, seat, expiresAt }: Identity): Session => ({
  user: { id: actor.userId, email, role: actor.role },
  seat,
  expiresAt,
});

export function sessionRoutes(app: ConsoleApp): void {
  app.openapi(show, (c) => c.json(sessionOf(identityOf(c)), 200));

  app.openapi(login, async (c) => {
    const { access } = c.var.services;
    const previous = c.var.identity ?? undefined;
    // Every login is recorded, including refused ones.
    c.set('noted', true);
    const from = { address: c.var.address, browser: browserCookieIn(c) };
    const { identity, secret, browser } = await access.login(c.req.valid('json'), from, previous);
    setSessionCookie(c, secret, identity);
    setBrowserCookie(c, browser);
    return c.json(sessionOf(identity), 200);
  });

  app.openapi(logout, async (c) => {
    await c.var.services.access.logout(identityOf(c));
    clearSessionCookie(c);
    return c.body(null, 204);
  });

  app.openapi(changePassword, async (c) => {
    await c.var.services.access.changePassword(identityOf(c), c.req.valid('json'));
    return c.body(null, 204);
  });
}
