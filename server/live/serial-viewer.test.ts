import { pino } from 'pino';
import { expect, it } from 'vitest';
import { SerialViewer } from './serial-viewer.ts';

/** A viewer that has typed `a`, which the guest is just taking, and `b` and `c` behind it. */
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
    pause: () => undefined,
    resume: () => undefined,
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
