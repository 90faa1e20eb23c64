import { expect, it } from 'vitest';
import { nodeList } from '../../lib/contract/lists.ts';
import { nodeDetail } from '../../lib/contract/node.ts';
import { replay } from '../../lib/contract/replay.ts';
import { serialTails } from '../../lib/contract/serial-tail.ts';
import { guestView, type ShareInput, shareList } from '../../lib/contract/share.ts';
import { HIDDEN } from '../../lib/domain/share/guest-view.ts';
import { OPERATOR } from '../testing/core.ts';
import { parsed, refusal, send } from '../testing/request.ts';
import { cookieOf, guestOf, inHours, openLink, shareWith } from '../testing/share-guest.ts';
import { startConsole, startWithHolds, type TestConsole } from '../testing/test-server.ts';

const ofOne: ShareInput['what'] = { kind: 'nodes', nodes: ['one'] };

/** All that tells two answers apart, except when they came. */
async function told(response: Response) {
  const { date: _date, 'ven-change': _change, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

const linksOf = async (server: TestConsole, headers: Record<string, string>) =>
  (await parsed(shareList, await send(server, '/api/v1/shares', { headers }))).shares;

it('its maker or an administrator revokes a link, another operator does not, and the audit trail names them', async () => {
  const server = await startConsole();
  await server.addNode('one');
  const [maker, other, admin] = [
    await server.as('operator'),
    await server.as('operator'),
    await server.as('admin'),
  ];
  const [first, second] = [
    await shareWith(server, maker, { what: ofOne }),
    await shareWith(server, maker, { what: ofOne, title: 'Stand 4' }),
  ];
  const revoke = (id: string, headers: Record<string, string>) =>
    send(server, `/api/v1/shares/${id}`, { method: 'DELETE', headers });
  expect(await refusal(await revoke(first.id, other))).toMatchObject({ code: 'forbidden' });
  expect((await linksOf(server, other)).map(({ title, mayRevoke }) => ({ title, mayRevoke }))).toEqual([
    { title: 'Stand 4', mayRevoke: false },
    { title: 'one', mayRevoke: false },
  ]);
  expect((await revoke(first.id, maker)).status).toBe(204);
  expect((await revoke(second.id, admin)).status).toBe(204);
  expect((await linksOf(server, maker)).map(({ state }) => state)).toEqual(['revoked', 'revoked']);
  const audited = (await server.accounts.events()).filter(({ action }) => action.startsWith('share '));
  expect(audited.map(({ action, outcome, target }) => `${action} ${outcome} ${target}`)).toEqual([
    `share create done one (${first.id})`,
    `share create done Stand 4 (${second.id})`,
    `share revoke refused one (${first.id})`,
    `share revoke done one (${first.id})`,
    `share revoke done Stand 4 (${second.id})`,
  ]);
});

it('guests see the node that was shared, nothing about its owners, and no other one', async () => {
  const server = await startConsole();
  const [one, two] = [await server.addRunning('one'), await server.addRunning('two')];
  const { id } = await server.core.nodes.edit(
    one.id,
    { note: 'door code 4711', labels: ['rack=3'] },
    OPERATOR,
  );
  await expect.poll(async () => (await server.core.operations.get(id)).state).toBe('succeeded');
  const guest = await guestOf(server, await shareWith(server, await server.as('operator'), { what: ofOne }));
  const get = (path: string) => send(guest, `/api/v1${path}`, { headers: guest.headers });
  const { nodes } = await parsed(nodeList, await get('/nodes'));
  expect(nodes.map(({ name }) => name)).toEqual(['one']);
  const detail = await parsed(nodeDetail, await get(`/nodes/${one.id}`));
  expect(detail).toMatchObject({
    serial: one.serial,
    createdBy: '',
    host: '',
    note: '',
    labels: [],
    pool: null,
  });
  expect(JSON.stringify(detail)).not.toContain(OPERATOR.name);
  // By its id alone, and no different from one that does not exist.
  const nothing = await told(await get('/nodes/00000000-0000-4000-8000-000000000000'));
  expect(nothing.status).toBe(404);
  for (const hidden of [two.id, 'one', one.serial, one.uuid])
    expect(await told(await get(`/nodes/${hidden}`))).toEqual(nothing);
});

it('identifiers are hidden where that was chosen', async () => {
  const server = await startConsole();
  const one = await server.addRunning('one');
  const request = { what: ofOne, hideIdentifiers: true };
  const guest = await guestOf(server, await shareWith(server, await server.as('operator'), request));
  const text = await (await send(guest, `/api/v1/nodes/${one.id}`, { headers: guest.headers })).text();
  expect(nodeDetail.parse(JSON.parse(text))).toMatchObject({ serial: HIDDEN, uuid: HIDDEN, mac: HIDDEN });
  for (const identifier of [one.serial, one.uuid, one.mac]) expect(text).not.toContain(identifier);
});

it('a wall shows the lines of the nodes that fit its filter, with identifiers hidden if that was chosen', async () => {
  const server = await startConsole();
  const [one, two] = [await server.addRunning('one'), await server.addRunning('two')];
  const { id } = await server.core.nodes.edit(one.id, { labels: ['rack=3'] }, OPERATOR);
  await expect.poll(async () => (await server.core.operations.get(id)).state).toBe('succeeded');
  await server.print(one, `host ${one.serial} at 192.0.2.7\r\nlogin: `);
  const what: ShareInput['what'] = { kind: 'wall', filter: { label: 'rack=3' } };
  const request = { what, hideIdentifiers: true };
  const guest = await guestOf(server, await shareWith(server, await server.as('operator'), request));
  const get = (path: string) => send(guest, `/api/v1${path}`, { headers: guest.headers });
  const { nodes } = await parsed(nodeList, await get('/nodes'));
  expect(nodes.map(({ name, labels }) => ({ name, labels }))).toEqual([{ name: 'one', labels: [] }]);
  const { tails } = await parsed(serialTails, await get(`/serial-tails?nodes=${one.id}`));
  expect(tails.map(({ lines }) => lines)).toEqual([[`host ${HIDDEN} at ${HIDDEN}`, 'login:']]);
  for (const asked of [two.id, `${one.id},${two.id}`, 'one', ''])
    expect((await get(`/serial-tails?nodes=${asked}`)).status, asked).toBe(404);
});

it('a recording is played, and opens nothing else: no other boot, no console, no download', async () => {
  const server = await startConsole();
  const one = await server.addRunning('one');
  await server.print(one, 'first boot\r\n');
  await server.act(one, 'stop');
  await server.act(one, 'start');
  const maker = await server.as('operator');
  const what = { kind: 'recording', node: 'one', boot: 1 } as const;
  const guest = await guestOf(server, await shareWith(server, maker, { what }));
  const get = (path: string) => send(guest, `/api/v1/nodes/${one.id}${path}`, { headers: guest.headers });
  expect(await parsed(replay, await get('/boots/1/replay'))).toMatchObject({ boot: 1, live: false });
  expect(await (await get('/boots/1/log/0')).text()).toContain('first boot');
  expect((await parsed(nodeDetail, await get(''))).boots.map(({ number }) => number)).toEqual([1]);
  const ticket = await send(guest, '/api/v1/tickets', {
    ...{ method: 'POST', headers: guest.headers },
    body: { node: one.id, kind: 'serial', mode: 'read' },
  });
  expect(ticket.status).toBe(404);
  for (const path of ['/boots/2/replay', '/boots/2/log/0', '/boots/1/page', '/boots/1/cast/0', '/screenshot'])
    expect((await get(path)).status, path).toBe(404);
  const saved = await guestOf(server, await shareWith(server, maker, { what, downloads: true }));
  const page = await send(saved, `/api/v1/nodes/${one.id}/boots/1/page`, { headers: saved.headers });
  expect(await page.text()).toContain('<html');
});

it('a link that is wrong, revoked, expired or gone answers like one that never was', async () => {
  let ahead = 0;
  const server = await startConsole({ options: { now: () => Date.now() + ahead } });
  const [, gone] = [await server.addNode('one'), await server.addNode('two')];
  const maker = await server.as('operator');
  const link = () => shareWith(server, maker, { what: ofOne });
  const [revoked, wrong, expired] = [await link(), await link(), await link()];
  const ofGone = await shareWith(server, maker, { what: { kind: 'nodes', nodes: ['two'] } });
  const guest = await guestOf(server, expired);
  const removal = await server.core.nodes.remove(gone.id, { orchestrator: false }, OPERATOR);
  await expect.poll(async () => (await server.core.operations.get(removal.id)).state).toBe('succeeded');
  await expect.poll(async () => (await linksOf(server, maker)).map(({ state }) => state)).toContain('gone');
  await send(server, `/api/v1/shares/${revoked.id}`, { method: 'DELETE', headers: maker });
  const never = await told(await openLink(server, { url: `${server.url}/share/0123456789abcdef#x` }));
  expect(never.status).toBe(404);
  expect(await told(await openLink(server, revoked))).toEqual(never);
  expect(await told(await openLink(server, ofGone))).toEqual(never);
  expect(await told(await openLink(server, { url: wrong.url.slice(0, -1) }))).toEqual(never);
  const [before, cookieless] = await Promise.all([
    send(guest, '/api/v1/nodes', { headers: guest.headers }),
    send(guest, '/api/v1/nodes').then(told),
  ]);
  expect(before.status).toBe(200);
  ahead = 2 * 3_600_000;
  expect(await told(await send(guest, '/api/v1/nodes', { headers: guest.headers }))).toEqual(cookieless);
  expect((await linksOf(server, await server.as('operator'))).map(({ state }) => state)).toContain('expired');
});

it('a passphrase is asked for after the link, and guessing it is slowed down', async () => {
  const { server, holds } = await startWithHolds();
  await server.addNode('one');
  const link = await shareWith(server, await server.as('operator'), {
    what: ofOne,
    passphrase: 'open sesame',
  });
  const opened = await openLink(server, link);
  expect(await parsed(guestView, opened)).toEqual({ state: 'passphrase' });
  const guest = { url: server.url, base: `/share/${link.id}`, headers: { cookie: cookieOf(opened) } };
  expect((await send(guest, '/api/v1/nodes', { headers: guest.headers })).status).toBe(404);
  const enter = (passphrase: string) =>
    send(guest, '/api/v1/guest', { method: 'POST', headers: guest.headers, body: { passphrase } });
  const known = (await server.database.shareLinks.byId(link.id))?.passphraseHash;
  expect(known).toMatch(/^scrypt\$/);
  expect(await refusal(await enter('open barley'))).toMatchObject({
    ...{ code: 'forbidden', errors: [{ field: 'passphrase', message: 'is wrong' }] },
  });
  for (let guess = 0; guess < 8; guess++) await (await enter(`guess ${guess}`)).body?.cancel();
  expect(holds.length).toBeGreaterThan(2);
  const entered = await enter('open sesame');
  expect(await parsed(guestView, entered)).toMatchObject({ state: 'open', share: { title: 'one' } });
  const headers = { cookie: cookieOf(entered) };
  expect((await send(guest, '/api/v1/nodes', { headers })).status).toBe(200);
});

it('guessing secrets is slowed down, while those who have the right one get in', async () => {
  const { server, holds } = await startWithHolds();
  await server.addNode('one');
  const link = await shareWith(server, await server.as('operator'), { what: ofOne });
  for (let guess = 0; guess < 8; guess++)
    await openLink(server, { url: `${server.url}/share/${link.id}#guess-${guess}` });
  const slowed = holds.length;
  expect(slowed).toBeGreaterThan(2);
  expect((await openLink(server, link)).status).toBe(200);
  expect(holds).toHaveLength(slowed);
});

it('the secret is in no log, no audit event and no Referer, and only its hash is stored', async () => {
  const server = await startConsole();
  await server.addNode('one');
  const link = await shareWith(server, await server.as('operator'), { what: ofOne });
  const token = new URL(link.url).hash.slice(1);
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const answer = await openLink(server, link);
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('set-cookie')).toMatch(
    new RegExp(
      `^ven_share_a1b2c3=[^;]+; Path=/share/${link.id}; HttpOnly; SameSite=Strict; Max-Age=3[56]\\d\\d$`,
    ),
  );
  const kept = [server.log, await server.accounts.events(), await server.database.shareLinks.list()];
  expect(JSON.stringify(kept)).toContain(link.id);
  for (const secret of [token, cookieOf(answer).split('=')[1] ?? ''])
    expect(JSON.stringify(kept)).not.toContain(secret);
});

it.each([
  ['an end that has passed', { expiresAt: inHours(-1) }, 'expiresAt'],
  ['an end that is too far away', { expiresAt: inHours(24 * 91) }, 'expiresAt'],
  // The test's tokens last a day.
  ['an end after that of the token it is made with', { expiresAt: inHours(25) }, 'expiresAt'],
  ['a short passphrase', { passphrase: 'short' }, 'passphrase'],
  ['a boot that the node has not had', { what: { kind: 'recording', node: 'one', boot: 7 } }, 'what.boot'],
])('%s is refused by the name of its field', async (_what, change, field) => {
  const server = await startConsole();
  await server.addNode('one');
  const body = { what: ofOne, expiresAt: inHours(1), ...change };
  const headers = await server.as('admin');
  const { errors = [] } = await refusal(
    await send(server, '/api/v1/shares', { method: 'POST', headers, body }),
  );
  expect(errors.map((error) => error.field)).toEqual([field]);
});
