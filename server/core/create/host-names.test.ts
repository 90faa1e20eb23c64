import { expect, test } from 'vitest';
import { nameClashes } from './host-names.ts';

test('a name that a host at the orchestrator has is told before the create', async () => {
  const edge = { name: 'edge', named: (names: readonly string[]) => Promise.resolve(names.slice(1)) };
  expect(await nameClashes(edge, ['free', 'taken'])).toEqual([
    expect.stringMatching(/^"edge" has a host named "taken" already/),
  ]);
});

test('an orchestrator that is away says nothing of names', async () => {
  const away = { name: 'edge', named: () => Promise.reject(new Error('away')) };
  expect(await nameClashes(away, ['node'])).toEqual([]);
});
