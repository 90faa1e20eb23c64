import { guestView, newShare, shareList } from '../../lib/contract/share.ts';
import type { RouteCase } from './route-case.ts';

const SHARES = '/api/v1/shares';
const GUEST = '/share/{share}/api/v1/guest';
const permission = 'shares.write';
const expiresAt = new Date(Date.now() + 3_600_000).toISOString();

/** Those of share links, and of their guests. */
export const SHARE_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: SHARES, permission, status: 200, schema: shareList },
  {
    ...{ method: 'POST', path: SHARES, permission, status: 201, schema: newShare },
    body: { what: { kind: 'nodes', nodes: ['one'] }, expiresAt },
  },
  // Nobody has made one: server/http/shares.test.ts does.
  { method: 'DELETE', path: `${SHARES}/{share}`, permission, status: 404 },
  { method: 'GET', path: GUEST, permission: 'public', status: 404, schema: guestView },
  { method: 'POST', path: GUEST, permission: 'public', status: 404, body: { token: 'guessed' } },
];
