import { expect, test } from 'vitest';
import { inOrder } from './in-order.mjs';

test('the output of the first is shown as it comes, and of another when those before it have ended', () => {
  let shown = '';
  const [first, second, third] = inOrder(3, (text) => (shown += text));
  third?.write('5');
  second?.write('3');
  first?.write('1');
  expect(shown).toBe('1');
  first?.write('2');
  third?.end();
  first?.end();
  expect(shown).toBe('123');
  second?.write('4');
  expect(shown).toBe('1234');
  second?.end();
  expect(shown).toBe('12345');
});
