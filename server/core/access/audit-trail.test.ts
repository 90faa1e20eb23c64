import { expect, it } from 'vitest';
import { ownMemoryDirectory } from '../../testing/accounts.ts';
import { ownDatabase } from '../../testing/database.ts';
import type { AuditNote } from './api.ts';
import { AuditTrail } from './audit-trail.ts';

const NOTE: AuditNote = {
  by: 'a@b',
  address: '192.0.2.1',
  action: 'console open',
  target: 'n1 serial read',
  outcome: 'failed',
  detail: 'There is no such node.',
};

async function trailWithClock() {
  const { audit } = await ownDatabase(ownMemoryDirectory());
  let time = Date.parse('2026-01-01T00:00:00Z');
  const trail = new AuditTrail(audit, () => time);
  const events = async () => (await audit.list(1000)).toReversed();
  return { audit, events, trail, pass: (milliseconds: number) => (time += milliseconds) };
}

it('bounds every field and makes invisible characters visible', async () => {
  const { audit, events, trail } = await trailWithClock();
  const long = `\u001b]0;${'x'.repeat(255_000)}`;
  await trail.add({ by: long, address: long, action: long, target: long, outcome: 'refused', detail: long });
  const [row] = await events();
  expect(JSON.stringify(row).length).toBeLessThan(1800);
  expect(row?.target).toMatch(/^\\x1b\]0;x+…$/);
  // Rows of an earlier version are bounded when they are read.
  await audit.add({ ...NOTE, id: 'old', at: '2025-12-31T00:00:00.000Z', target: long });
  expect(JSON.stringify(await trail.list(10)).length).toBeLessThan(3000);
});

it('counts repetitions by one client instead of writing them all, and records the number', async () => {
  const { events, trail, pass } = await trailWithClock();
  for (let index = 0; index < 500; index++) await trail.add({ ...NOTE, target: `n${index}` });
  expect(await events()).toHaveLength(60);
  await trail.add({ ...NOTE, by: 'other@b', address: '192.0.2.2' });
  expect(await events()).toHaveLength(61);
  pass(61_000);
  await trail.add(NOTE);
  expect((await events()).slice(61)).toMatchObject([
    { target: 'n499', detail: '440 times more within a minute; the last: There is no such node.' },
    { target: 'n1 serial read' },
  ]);
});

it('counts failed logins per client, whatever account they name', async () => {
  const { events, trail } = await trailWithClock();
  const login = { ...NOTE, action: 'login', target: null, outcome: 'refused' as const };
  for (let index = 0; index < 200; index++) await trail.add({ ...login, by: `user-${index}@b` });
  expect(await events()).toHaveLength(60);
  await trail.close();
  expect(await events()).toHaveLength(61);
});

it('keeps the rows of fifty nodes that are deleted at once', async () => {
  const { events, trail } = await trailWithClock();
  const change = { ...NOTE, action: 'node delete', outcome: 'done' as const };
  for (let index = 0; index < 100; index++) await trail.add({ ...change, target: `n${index}` });
  expect(await events()).toHaveLength(100);
});

it('records a reading once, however many requests it takes, and anew after a pause', async () => {
  const { events, trail, pass } = await trailWithClock();
  const read = { ...NOTE, action: 'log read', target: 'one 1 0', outcome: 'done' as const, detail: '' };
  for (let second = 0; second < 300; second++) {
    await trail.add(read);
    pass(1000);
  }
  expect(await events()).toHaveLength(1);
  for (const other of [{ target: 'one 1 1' }, { by: 'other@b' }, { outcome: 'refused' as const }])
    await trail.add({ ...read, ...other });
  expect(await events()).toHaveLength(4);
  pass(61_000);
  await trail.add(read);
  expect(await events()).toHaveLength(5);
});
