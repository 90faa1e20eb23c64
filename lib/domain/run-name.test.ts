import { expect, it } from 'vitest';
import { runName } from './run-name.ts';

it('a run is named after its nodes, their number and the time of day', () => {
  const createdAt = new Date(2026, 0, 2, 22, 3).toISOString();
  const run = { template: 'ubuntu', createdAt };
  expect(runName({ ...run, request: { name: 'pair' } }, 2)).toBe('pair · 2 nodes · 22:03');
  expect(runName({ ...run, request: {} }, 1)).toBe('ubuntu · 1 node · 22:03');
  expect(runName({ ...run, request: null }, 12)).toBe('ubuntu · 12 nodes · 22:03');
});
