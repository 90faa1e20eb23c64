import { expect, it } from 'vitest';
import { clientOf } from './client-address.ts';
import { LoginLimit } from './login-limit.ts';

/** A limit whose time passes only while it holds somebody. */
function limitWithClock() {
  let time = 0;
  const holds: number[] = [];
  const limit = new LoginLimit(
    () => time,
    (milliseconds) => {
      holds.push(milliseconds);
      time += milliseconds;
      return Promise.resolve();
    },
  );
  return { limit, holds, pass: (milliseconds: number) => (time += milliseconds) };
}

it('answers some failures at once, then ever later, and lets the right password in at its turn', async () => {
  const { limit, holds } = limitWithClock();
  for (let attempt = 0; attempt < 12; attempt++) await limit.attempt('192.0.2.1', 'a');
  expect(holds).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  const forgive = await limit.attempt('192.0.2.1', 'a');
  forgive();
  holds.splice(0);
  await limit.attempt('192.0.2.1', 'a');
  expect(holds).toEqual([]);
});

it('holds up nobody else: not at the same address, not with the same account, nor for ever', async () => {
  const { limit, holds, pass } = limitWithClock();
  for (let attempt = 0; attempt < 20; attempt++) await limit.attempt('192.0.2.1', 'a').catch(() => undefined);
  holds.splice(0);
  await limit.attempt('192.0.2.1', 'b');
  await limit.attempt('192.0.2.2', 'a');
  pass(16 * 60_000);
  await limit.attempt('192.0.2.1', 'a');
  expect(holds).toEqual([]);
});

it('counts all addresses that one holder of IPv6 has as one', async () => {
  const { limit, holds } = limitWithClock();
  for (let attempt = 0; attempt < 6; attempt++) await limit.attempt(clientOf(`2001:db8::${attempt}`), 'a');
  expect(holds).toEqual([500]);
});

it('refuses what would wait too long in a crowd, with the time to come back', async () => {
  const limit = new LoginLimit(
    () => 0,
    () => Promise.resolve(),
  );
  const all = await Promise.allSettled(Array.from({ length: 30 }, () => limit.attempt('192.0.2.1', 'a')));
  const refused = all.filter((one) => one.status === 'rejected');
  expect(all.length - refused.length).toBe(9);
  expect(refused[0]).toMatchObject({ reason: { code: 'too-many-requests', retryAfter: 16 } });
});
