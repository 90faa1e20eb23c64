import { pino } from 'pino';
import { expect, it } from 'vitest';
import { SerialViewer } from './serial-viewer.ts';

/** A viewer that has typed `a`, which the guest is reading, and then `b` and `c`. */
function typing() {
  const typed: string[] = [];
  const guest: { take: () => void } = { take: () => undefined };
  const taken = new Promise<void>((resolve) => (guest.take = resolve));
  const viewer = new SerialViewer({
    source: { open: () => Promise.reject(new Error('not asked for')), onBoot: () => () => undefined },
    type: async (text) => {
      typed.push(text);
      await taken;
    },
    send: () => Promise.resolve(),
    reading: { hold: () => undefined, release: () => undefined },
    isOpen: () => true,
    refuse: () => undefined,
    logger: pino({ level: 'silent' }),
  });
  for (const data of ['a', 'b', 'c']) viewer.receive(JSON.stringify({ type: 'input', data }));
  return { viewer, typed, guest };
}

it.each([
  [true, 'abc'],
  [false, 'a'],
])('what was typed before the end, with a goodbye: %s', async (goodbye, text) => {
  const { viewer, typed, guest } = typing();
  await Promise.resolve();
  const closed = viewer.close({ goodbye });
  guest.take();
  await closed;
  expect(typed.join('')).toBe(text);
});

it('reads nothing while an answer is on its way, and has enough after a few messages that are none', () => {
  const held: string[] = [];
  let refused = 0;
  const viewer = new SerialViewer({
    source: { open: () => Promise.reject(new Error('not asked for')), onBoot: () => () => undefined },
    send: () => new Promise(() => undefined),
    reading: { hold: (reason) => held.push(reason), release: () => undefined },
    isOpen: () => true,
    refuse: () => (refused += 1),
    logger: pino({ level: 'silent' }),
  });
  viewer.receive('{');
  expect(held).toEqual(['reply']);
  // Messages that had already been read are still delivered, but must not pile up.
  for (let count = 0; count < 10_000; count++) viewer.receive('{"type":"input","data":"x"}');
  expect(refused).toBe(1);
  expect(held.length).toBeLessThan(10);
});

it('serves only the latest of many subscriptions', async () => {
  const opened: (number | undefined)[] = [];
  const viewer = new SerialViewer({
    source: {
      open: (boot) => {
        opened.push(boot);
        return new Promise(() => undefined);
      },
      onBoot: () => () => undefined,
    },
    send: () => Promise.resolve(),
    reading: { hold: () => undefined, release: () => undefined },
    isOpen: () => true,
    refuse: () => undefined,
    logger: pino({ level: 'silent' }),
  });
  for (let boot = 1; boot <= 1000; boot++)
    viewer.receive(JSON.stringify({ type: 'subscribe', boot, from: 0 }));
  await Promise.resolve();
  expect(opened).toEqual([1]);
});
