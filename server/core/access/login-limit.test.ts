import { expect, it } from 'vitest';
import { clientOf } from './client-address.ts';
import { LoginLimit } from './login-limit.ts';

/** A limit whose clock advances only while an attempt is delayed. */
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

it('answers the first failures at once, delays further ones more and more, and accepts the right password in turn', async () => {
  const { limit, holds } = limitWithClock();
  for (let attempt = 0; attempt < 12; attempt++) await limit.attempt('192.0.2.1', 'a');
  expect(holds).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  const forgive = await limit.attempt('192.0.2.1', 'a');
  forgive();
  holds.splice(0);
  await limit.attempt('192.0.2.1', 'a');
  expect(holds).toEqual([]);
});

it('delays nobody else, neither at the same address nor with the same account, and not for ever', async () => {
  const { limit, holds, pass } = limitWithClock();
  for (let attempt = 0; attempt < 20; attempt++) await limit.attempt('192.0.2.1', 'a').catch(() => undefined);
  holds.splice(0);
  await limit.attempt('192.0.2.1', 'b');
  await limit.attempt('192.0.2.2', 'a');
  pass(16 * 60_000);
  await limit.attempt('192.0.2.1', 'a');
  expect(holds).toEqual([]);
});

it('counts all addresses of an IPv6 /64 as one client', async () => {
  const { limit, holds } = limitWithClock();
  for (let attempt = 0; attempt < 6; attempt++) await limit.attempt(clientOf(`2001:db8::${attempt}`), 'a');
  expect(holds).toEqual([500]);
});

it('refuses attempts that would wait too long, and says when to retry', async () => {
  const limit = new LoginLimit(
    () => 0,
    () => Promise.resolve(),
  );
  const all = await Promise.allSettled(Array.from({ length: 30 }, () => limit.attempt('192.0.2.1', 'a')));
  const refused = all.filter((one) => one.status === 'rejected');
  expect(all.length - refused.length).toBe(9);
  expect(refused[0]).toMatchObject({ reason: { code: 'too-many-requests', retryAfter: 16 } });
});
