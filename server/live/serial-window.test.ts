import { expect, it } from 'vitest';
import { SerialWindow } from './serial-window.ts';

it('has room for what was not sent or was acknowledged', () => {
  const window = new SerialWindow(100, 1000);
  expect(window.room).toBe(100);
  window.sent(1060);
  expect(window.room).toBe(40);
  window.acknowledge(1050);
  expect(window.room).toBe(90);
  window.acknowledge(1010);
  expect(window.room).toBe(90);
});

it('is not filled by gaps of any size, and not blocked by an unacknowledged one', () => {
  const window = new SerialWindow(100, 0);
  window.sent(100);
  window.skipped(100, 1_000_000);
  expect(window.room).toBe(0);
  window.acknowledge(100);
  expect(window.room).toBe(100);
  window.sent(1_000_030);
  expect(window.room).toBe(70);
  window.acknowledge(1_000_030);
  expect(window.room).toBe(100);
});

it('starts after a gap at its beginning', () => {
  const window = new SerialWindow(100, 0);
  window.skipped(0, 5000);
  window.sent(5100);
  expect(window.room).toBe(0);
  window.acknowledge(5100);
  expect(window.room).toBe(100);
});

it('does not believe an acknowledgement of what was never sent', () => {
  const window = new SerialWindow(100, 0);
  window.sent(100);
  window.acknowledge(101);
  expect(window.room).toBe(0);
});

it('becomes small at the end of a slow line, and large again', () => {
  let now = 0;
  const window = new SerialWindow(800, 0, () => now);
  const takes = (milliseconds: number): number => {
    const from = 800 * sent;
    window.sent(from + 100);
    now += milliseconds;
    window.acknowledge(from + 100);
    window.skipped(from + 100, from + 800);
    sent += 1;
    return window.room;
  };
  let sent = 0;
  expect([2000, 2000, 2000, 2000, 500, 10, 10, 10, 10].map(takes)).toEqual([
    400, 200, 100, 100, 100, 200, 400, 800, 800,
  ]);
});
