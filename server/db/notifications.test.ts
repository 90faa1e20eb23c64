import { expect, test } from 'vitest';
import { databaseUrl, MOMENT, ownDatabase, ownDirectory } from '../testing/database.ts';
import type { DeliveryRow } from './api.ts';
import { openDatabase } from './open.ts';

const LATER = '2026-01-02T04:00:00.000Z';

const HOOK = {
  ...{ id: 'w', name: 'lab', url: 'https://example.org/hook', secret: 'pass word' },
  ...{ events: ['node.ready' as const], body: { kind: 'slack' as const }, enabled: true },
  ...{ disabledAt: null, disabledReason: null, failingSince: null, createdAt: MOMENT, createdBy: 'a@b' },
};

const delivery = (id: string, part: Partial<DeliveryRow> = {}): DeliveryRow => ({
  ...{ id, webhookId: 'w', type: 'node.ready', title: id, contentType: 'text/plain', body: `body ${id}` },
  ...{ state: 'waiting', reason: null, raisedAt: MOMENT, nextAt: MOMENT, endedAt: null, tries: 0 },
  ...{ attempts: [], ...part },
});

test('webhooks, their address and secret sealed', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  const { webhooks } = database;
  await webhooks.save(HOOK);
  await webhooks.save({ ...HOOK, enabled: false });
  await webhooks.update('w', { failingSince: LATER });
  expect(await webhooks.list()).toEqual([{ ...HOOK, enabled: false, failingSince: LATER }]);
  await database.close();
  const keyless = await openDatabase({
    url: await databaseUrl(directory),
    key: { text: 'another key of that length' },
  });
  expect(await keyless.webhooks.list()).toMatchObject([{ name: 'lab', url: null, secret: null }]);
  await keyless.webhooks.remove('w');
  expect(await keyless.webhooks.list()).toEqual([]);
  await keyless.close();
});

test('what happened is stored once, with its deliveries, or not at all', async () => {
  const { webhooks, deliveries } = await ownDatabase();
  await webhooks.save(HOOK);
  const happened = { key: 'k', at: MOMENT };
  expect(await deliveries.raise(happened, [delivery('a')])).toBe(true);
  expect(await deliveries.raise(happened, [delivery('b')])).toBe(false);
  // To nobody that is there.
  const lost = deliveries.raise({ key: 'l', at: MOMENT }, [delivery('c', { webhookId: 'x' })]);
  await expect(lost).rejects.toThrow();
  expect(await deliveries.raise({ key: 'l', at: MOMENT }, [delivery('c')])).toBe(true);
  await deliveries.forget(LATER);
  expect(await deliveries.raise(happened, [])).toBe(true);
  expect((await deliveries.ofWebhook('w', 10)).map(({ id }) => id)).toEqual(['c', 'a']);
});

test('deliveries wait in their order, are given up from the oldest on, and go with their webhook', async () => {
  const { webhooks, deliveries } = await ownDatabase();
  await webhooks.save(HOOK);
  for (const id of ['c', 'a', 'b', 'd']) await deliveries.add(delivery(id));
  expect(await deliveries.next('w')).toEqual(delivery('c'));
  const attempt = { at: LATER, milliseconds: 5, status: 200, error: null, answer: 'ok' };
  const delivered: Partial<DeliveryRow> = {
    state: 'delivered',
    endedAt: LATER,
    nextAt: null,
    tries: 1,
    attempts: [attempt],
  };
  await deliveries.update('c', delivered);
  expect(await deliveries.get('c')).toEqual(delivery('c', delivered));
  expect(await deliveries.deliveredAt('w')).toBe(LATER);
  expect(await deliveries.next('w')).toMatchObject({ id: 'a' });
  await deliveries.giveUp('w', 2, { endedAt: MOMENT, reason: 'too many' });
  expect(await deliveries.get('a')).toMatchObject({ state: 'given-up', reason: 'too many', nextAt: null });
  expect(await deliveries.waiting('w')).toBe(2);
  await deliveries.trim(MOMENT, 1);
  // Of those that have ended, the newest one stays.
  expect((await deliveries.ofWebhook('w', 10)).map(({ id }) => id)).toEqual(['d', 'b', 'a']);
  await deliveries.trim(LATER, 1);
  expect((await deliveries.ofWebhook('w', 10)).map(({ id }) => id)).toEqual(['d', 'b']);
  await webhooks.remove('w');
  expect(await deliveries.get('d')).toBeNull();
});
