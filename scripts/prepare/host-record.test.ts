import { expect, test } from 'vitest';
import { extended } from './host-record.mjs';

test('a first record names what was added', () => {
  expect(extended('', { packages: ['swtpm', 'ovmf'] })).toEqual({ packages: ['ovmf', 'swtpm'], members: [] });
});

test('a later preparation adds to it, and takes nothing away', () => {
  const before = JSON.stringify({ packages: ['ovmf'], members: ['ann'] });
  expect(extended(before, { packages: ['ovmf', 'swtpm'], members: ['bob'] })).toEqual({
    packages: ['ovmf', 'swtpm'],
    members: ['ann', 'bob'],
  });
});
