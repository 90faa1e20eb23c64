import { expect, test } from 'vitest';
import { globMatches } from './glob.ts';

test.for([
  ['*', '', true],
  ['VH*', 'vh001n1m1', true],
  ['VH*', 'XVH', false],
  ['VH00?N1', 'VH001N1', true],
  ['VH00?N1', 'VH00N1', false],
  ['192.168.*', '192.168.1.5', true],
  ['192.168.*', '192x168.1.5', false],
  ['a.b+(c)[d]', 'a.b+(c)[d]', true],
  ['*/providers', '/v1/projects/x/providers', true],
  ['', 'x', false],
] as const)('%s on %s: %s', ([pattern, text, expected]) => {
  expect(globMatches(pattern, text)).toBe(expected);
});

test('many stars cost nothing', () => {
  const begin = process.cpuUsage();
  expect(globMatches('*'.repeat(60), 'a'.repeat(64))).toBe(true);
  expect(globMatches(`${'*'.repeat(30)}b`, 'a'.repeat(64))).toBe(false);
  // What others of this machine use does not count.
  expect(process.cpuUsage(begin).user / 1000).toBeLessThan(2000);
});
