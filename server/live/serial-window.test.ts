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
