import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Notice } from '../../../lib/contract/notice.ts';
import { webhookRequest, type WebhookInput } from '../../../lib/contract/webhook.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase } from '../../testing/database.ts';
import { anyText } from '../../testing/matching.ts';
import { answers, hangs, Receiver } from '../../testing/receiver.ts';
import type { Actor } from '../access/actor.ts';
import { Bus } from '../bus.ts';
import { Notifications } from './notifications.ts';
import type { Patience } from './patience.ts';
import { signedHeaders } from './signing.ts';

const ADMIN: Actor = { ...OPERATOR, role: 'admin' };
const EVENTS: WebhookInput['events'] = ['node.ready', 'node.failed', 'node.stalled', 'run.done'];

interface Setting {
  readonly patience?: Partial<Patience>;
  /** Of a console that was there before. */
  readonly database?: Awaited<ReturnType<typeof ownDatabase>>;
}

async function console({ patience = {}, ...before }: Setting = {}) {
  const database = before.database ?? (await ownDatabase());
  // Set by hand: a pause ends by itself, whatever the clock says.
  const clock = { now: Date.now() };
  const now = () => new Date(clock.now).toISOString();
  const bus = new Bus(0);
  const told: string[] = [];
  bus.on((change) => void (change.kind === 'notice' && told.push(change.object.id)));
  const notifications = new Notifications({
    context: { database, bus, now, logger: pino({ level: 'silent' }) },
    runs: { list: () => Promise.resolve([]) },
    options: {
      ...{ ownUrl: 'https://console.example.org' },
      patience: { firstPause: 1, longestPause: 5, ...patience },
    },
  });
  onTestFinished(() => notifications.close());
  const { webhooks } = notifications;
  const add = (url: string, part: Partial<WebhookInput> = {}) =>
    webhooks.add(webhookRequest.parse({ name: 'lab', url, events: EVENTS, ...part }), ADMIN);
  const raise = (id: string, part: Partial<Notice> = {}) =>
    notifications.raise({ ...READY, id, title: `${id} is ready`, at: now(), ...part });
  const states = async () => (await webhooks.deliveries('lab')).map(({ state }) => state);
  return { database, bus, notifications, webhooks, add, raise, states, told, clock };
}

const READY: Notice = {
  ...{ id: 'a', type: 'node.ready', at: '', title: 'a is ready', text: 'a is ready "now".' },
  ...{ path: '/nodes/a', node: null, run: null, failure: null },
};

test('a subscriber is sent what it asked for, signed with the secret that was shown once', async () => {
  const [{ add, raise, webhooks, told }, receiver] = [await console(), await Receiver.start()];
  const { secret, webhook } = await add(receiver.url, { events: ['node.ready'] });
  await raise('a');
  await raise('b', { type: 'node.failed' });
  await expect.poll(() => receiver.received.length).toBe(1);
  const { headers, body } = receiver.first;
  const id = String(headers['webhook-id']);
  const seconds = Number(headers['webhook-timestamp']);
  expect(headers).toMatchObject(signedHeaders(secret, { id, seconds, body }));
  expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(30);
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(JSON.parse(body)).toMatchObject({
    type: 'node.ready',
    data: { event: 'a', title: 'a is ready', link: 'https://console.example.org/nodes/a' },
  });
  await expect.poll(async () => (await webhooks.get('lab')).deliveredAt).not.toBeNull();
  expect(JSON.stringify([await webhooks.get('lab'), webhook])).not.toContain(secret);
  // Open browsers are told of both.
  expect(told).toEqual(['a', 'b']);
});

test('what happened is told once, also when the console starts again; what is old is not told', async () => {
  const receiver = await Receiver.start();
  const { add, raise, told, database, notifications, clock, states } = await console();
  await add(receiver.url);
  await raise('a');
  await raise('a');
  await raise('old', { at: new Date(clock.now - 8 * 86_400_000).toISOString() });
  await expect.poll(states).toEqual(['delivered']);
  await notifications.close();
  const again = await console({ database });
  await again.raise('a');
  await again.raise('b');
  await expect.poll(() => receiver.received.length).toBe(2);
  expect(receiver.bodies.map((body): unknown => JSON.parse(body))).toMatchObject([
    { data: { event: 'a' } },
    { data: { event: 'b' } },
  ]);
  expect(told).toEqual(['a']);
  expect(again.told).toEqual(['b']);
});

test('what fails is tried again with the same id and body, and others wait behind it in their order', async () => {
  const [{ add, raise, states, webhooks }, receiver] = [await console(), await Receiver.start()];
  receiver.next.push(answers(500), answers(503), (response) => response.destroy());
  await add(receiver.url);
  for (const id of ['a', 'b', 'c']) await raise(id);
  await expect.poll(states).toEqual(['delivered', 'delivered', 'delivered']);
  const [first, ...others] = receiver.ids;
  expect(others.slice(0, 3)).toEqual([first, first, first]);
  expect(new Set(receiver.bodies.slice(0, 4)).size).toBe(1);
  expect(
    receiver.bodies.slice(3).map((body) => body.slice(body.indexOf('"event"'), body.indexOf('"event"') + 11)),
  ).toEqual(['"event":"a"', '"event":"b"', '"event":"c"']);
  const [, , a] = await webhooks.deliveries('lab');
  expect(a?.attempts).toMatchObject([
    { status: 500, error: 'The receiver answered 500.', answer: 'status 500' },
    { status: 503 },
    { status: null },
    { status: 200, error: null, answer: 'thank you' },
  ]);
  expect(await webhooks.get('lab')).toMatchObject({ failingSince: null, waiting: 0 });
});

test('receivers do not wait for each other; one that hangs is left after the deadline', async () => {
  const { add, raise, webhooks } = await console({ patience: { deadline: 200 } });
  const [slow, quick] = [await Receiver.start(), await Receiver.start()];
  slow.next.push(hangs);
  await add(slow.url);
  await add(quick.url, { name: 'quick' });
  await raise('a');
  await expect.poll(() => quick.received.length).toBe(1);
  await expect.poll(() => slow.received.length).toBe(2);
  expect(slow.ids[0]).toBe(slow.ids[1]);
  await expect
    .poll(async () => (await webhooks.deliveries('lab'))[0]?.attempts)
    .toMatchObject([{ status: null, error: 'There was no answer within 0.2 seconds.' }, { status: 200 }]);
});

test('redirects are not followed', async () => {
  const { add, raise, webhooks } = await console({ patience: { longestPause: 60_000, firstPause: 60_000 } });
  const [receiver, elsewhere] = [await Receiver.start(), await Receiver.start()];
  receiver.always = answers(307, { location: elsewhere.url });
  await add(receiver.url);
  await raise('a');
  await expect
    .poll(async () => (await webhooks.deliveries('lab'))[0]?.attempts[0]?.error)
    .toBe(
      `The receiver redirects to ${elsewhere.url} (307); redirects are not followed. Enter the final address.`,
    );
  expect(elsewhere.received).toEqual([]);
  expect(await webhooks.get('lab')).toMatchObject({ waiting: 1, failingSince: anyText });
});

test('of an answer without an end only the beginning is read', async () => {
  const [{ add, raise, webhooks }, receiver] = [await console(), await Receiver.start()];
  let sent = 0;
  let over = false;
  receiver.always = (response) => {
    const more = () => {
      while (!over && response.write('x'.repeat(65_536))) sent += 65_536;
    };
    response.on('drain', more).on('close', () => (over = true));
    more();
  };
  await add(receiver.url);
  await raise('a');
  await expect.poll(async () => (await webhooks.deliveries('lab'))[0]?.state).toBe('delivered');
  expect((await webhooks.deliveries('lab'))[0]?.attempts[0]?.answer).toHaveLength(1024);
  await expect.poll(() => over).toBe(true);
  expect(sent).toBeLessThan(20_000_000);
});

test('a message that the receiver calls wrong is given up, and the next one is sent', async () => {
  const [{ add, raise, states, webhooks }, receiver] = [await console(), await Receiver.start()];
  receiver.next.push(...Array.from({ length: 5 }, () => answers(400)));
  await add(receiver.url);
  await raise('a');
  await raise('b');
  await expect.poll(states).toEqual(['delivered', 'given-up']);
  const [, a] = await webhooks.deliveries('lab');
  expect(a).toMatchObject({ reason: 'The receiver refused it 5 times.', tries: 5 });
  // Sent again by hand, with its id.
  await webhooks.sendAgain('lab', a?.id ?? '', ADMIN);
  await expect.poll(states).toEqual(['delivered', 'delivered']);
  expect(receiver.ids.at(-1)).toBe(a?.id);
});

test('a receiver that wants no more, or accepts nothing for days, is disabled with the reason', async () => {
  const { add, raise, webhooks, states, clock, database } = await console();
  const receiver = await Receiver.start();
  receiver.always = answers(500);
  await add(receiver.url);
  await raise('a');
  await expect.poll(async () => (await webhooks.get('lab')).failingSince).not.toBeNull();
  clock.now += 73 * 3_600_000;
  await expect
    .poll(async () => (await webhooks.get('lab')).disabled?.reason)
    .toMatch(/^Nothing was accepted since .*Z. The last answer: The receiver answered 500.$/);
  expect(await states()).toEqual(['given-up']);
  expect(await database.audit.list(1)).toMatchObject([{ action: 'webhook disable', target: 'lab' }]);
  const before = receiver.received.length;
  await raise('b');
  expect(receiver.received).toHaveLength(before);
  await expect(
    webhooks.sendAgain('lab', (await webhooks.deliveries('lab'))[0]?.id ?? '', ADMIN),
  ).rejects.toMatchObject({ code: 'conflict' });
  // Somebody enables it again: what has happened meanwhile stays untold.
  receiver.always = answers(410);
  const { name, url } = await webhooks.get('lab');
  await webhooks.edit('lab', webhookRequest.parse({ name, url, events: EVENTS }), ADMIN);
  await raise('c');
  await expect.poll(async () => (await webhooks.get('lab')).disabled?.reason).toContain('410');
  expect(receiver.received).toHaveLength(before + 1);
});

test('a test is sent at once and once, past what waits, also when it is switched off', async () => {
  const { add, raise, webhooks } = await console({ patience: { firstPause: 60_000, longestPause: 60_000 } });
  const receiver = await Receiver.start();
  receiver.next.push(answers(500));
  await add(receiver.url);
  await raise('a');
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(await webhooks.test('lab', ADMIN)).toMatchObject({ state: 'delivered', type: 'webhook.test' });
  expect(JSON.parse(receiver.bodies[1] ?? '')).toMatchObject({ type: 'webhook.test' });
  const { name, url } = await webhooks.get('lab');
  await webhooks.edit('lab', webhookRequest.parse({ name, url, events: EVENTS, enabled: false }), ADMIN);
  receiver.always = answers(404);
  expect(await webhooks.test('lab', ADMIN)).toMatchObject({ state: 'given-up', attempts: [{ status: 404 }] });
  expect((await webhooks.deliveries('lab')).map(({ state }) => state)).toEqual([
    'given-up',
    'delivered',
    'given-up',
  ]);
});

test('names are unique, only administrators may, and a new secret replaces the old one', async () => {
  const [{ add, raise, webhooks }, receiver] = [await console(), await Receiver.start()];
  const { secret } = await add(receiver.url);
  await expect(add(receiver.url)).rejects.toMatchObject({ code: 'conflict', errors: [{ field: 'name' }] });
  const renewed = await webhooks.renewSecret('lab', ADMIN);
  expect(renewed.secret).not.toBe(secret);
  await raise('a');
  await expect.poll(() => receiver.received.length).toBe(1);
  const { headers, body } = receiver.first;
  const [id, seconds] = [String(headers['webhook-id']), Number(headers['webhook-timestamp'])];
  expect(headers).toMatchObject(signedHeaders(renewed.secret, { id, seconds, body }));
  expect(() => webhooks.remove('lab', OPERATOR)).toThrow('webhooks.write');
  await webhooks.remove('lab', ADMIN);
  await expect(webhooks.get('lab')).rejects.toMatchObject({ code: 'not-found' });
});

test('what waits for one receiver is bounded: the oldest are given up', async () => {
  const { add, raise, webhooks } = await console({
    patience: { waiting: 2, firstPause: 60_000, longestPause: 60_000 },
  });
  const receiver = await Receiver.start();
  receiver.always = answers(500);
  await add(receiver.url);
  for (const id of ['a', 'b', 'c', 'd']) await raise(id);
  expect((await webhooks.deliveries('lab')).map(({ state, reason }) => `${state} ${reason ?? ''}`)).toEqual([
    'waiting ',
    'waiting ',
    'given-up More than 2 were waiting.',
    'given-up More than 2 were waiting.',
  ]);
});
