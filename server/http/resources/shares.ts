import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import {
  guestRequest,
  guestView,
  newShare,
  SHARE_PATH,
  shareList,
  shareRequest,
} from '../../../lib/contract/share.ts';
import { setShareCookie, shareCookieIn } from '../authentication.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import type { HttpEnvironment } from '../environment.ts';
import { forEverybody, identityOf, needs } from '../guard.ts';

const path = '/api/v1/shares';
const params = z.object({ share: z.string().max(100) });

const list = createRoute({
  ...needs('shares.write'),
  method: 'get',
  path,
  summary: 'Links that open without an account, everybody’s; also those that ended in the last 30 days',
  responses: { 200: json('The newest first, without their secrets', shareList), ...refusals },
});

const create = createRoute({
  ...needs('shares.write', 'share create'),
  method: 'post',
  path,
  summary: 'Share nodes, a run or the recording of a boot, to be looked at only',
  request: jsonBody(shareRequest),
  responses: { 201: json('The link; the only answer with its address', newShare), ...refusals },
});

const revoke = createRoute({
  ...needs('shares.write', 'share revoke'),
  method: 'delete',
  path: `${path}/{share}`,
  summary:
    'End a link at once, with all that its guests have open; one’s own, or anybody’s for an administrator',
  request: { params },
  responses: { 204: { description: 'Nobody sees anything by it any more' }, ...refusals },
});

const GUEST_PATH = `${SHARE_PATH}/{share}/api/v1/guest`;
const show = createRoute({
  ...forEverybody,
  method: 'get',
  path: GUEST_PATH,
  summary: 'What the link shows that the guest’s cookie is for',
  request: { params },
  responses: { 200: json('What it shows, or that it needs its passphrase first', guestView), ...refusals },
});

const open = createRoute({
  ...forEverybody,
  method: 'post',
  path: GUEST_PATH,
  summary: 'Open a link with its secret, then with its passphrase; the answer sets the guest’s cookie',
  description:
    'The cookie is good for this link alone, until it ends. Its guest may use the paths below /share/{share} that ' +
    'docs/sharing.md lists.',
  request: { params, ...jsonBody(guestRequest) },
  responses: { 200: json('What it shows, or that it needs its passphrase first', guestView), ...refusals },
});

/** Where people reach this console; a program may have come by another address than they do. */
function baseOf(c: Context<HttpEnvironment>): string {
  const { baseUrl, tls } = c.var.services.origin;
  return baseUrl?.replace(/\/$/, '') ?? `${tls ? 'https' : 'http'}://${c.req.header('host') ?? ''}`;
}

export function shareRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const shares = await c.var.services.access.shares.list(identityOf(c));
    return c.json({ shares }, 200);
  });

  app.openapi(create, async (c) => {
    const { shares } = c.var.services.access;
    const { share, token } = await shares.create(identityOf(c), c.req.valid('json'));
    c.set('auditTarget', `${share.title} (${share.id})`);
    const url = `${baseOf(c)}${SHARE_PATH}/${share.id}#${token}`;
    return c.json({ share: { ...share, url } }, 201);
  });

  app.openapi(revoke, async (c) => {
    const { shares } = c.var.services.access;
    const { share: wanted } = c.req.valid('param');
    const title = (await shares.list(identityOf(c))).find((share) => share.id === wanted)?.title;
    c.set('auditTarget', title === undefined ? wanted : `${title} (${wanted})`);
    await shares.revoke(identityOf(c), wanted);
    return c.body(null, 204);
  });

  app.openapi(show, async (c) => {
    const { share } = c.req.valid('param');
    return c.json(await c.var.services.access.shares.view(share, shareCookieIn(c)), 200);
  });

  app.openapi(open, async (c) => {
    const { access } = c.var.services;
    const { share } = c.req.valid('param');
    const request = c.req.valid('json');
    const { address } = c.var;
    const guest =
      'token' in request
        ? await access.shares.open(share, request.token, address)
        : await access.shares.enter(share, shareCookieIn(c), request.passphrase, address);
    setShareCookie(c, share, guest);
    if (guest.view.state === 'open')
      await access.audit.add({
        ...{ by: `guest of "${guest.title}"`, address, action: 'share open' },
        ...{ target: `${guest.title} (${share})`, outcome: 'done', detail: '' },
      });
    return c.json(guest.view, 200);
  });
}
