import { expect, it } from 'vitest';
import { snippetsIn } from './snippets.ts';

it('takes what was kept, and nothing that cannot have been', () => {
  const kept = [{ name: 'addresses', text: 'ip -br a\n' }];
  expect(snippetsIn(JSON.stringify(kept))).toEqual(kept);
  for (const text of [
    '',
    'null',
    '{}',
    '[{"name":"x"}]',
    '[{"name":"","text":"y"}]',
    JSON.stringify([{ name: 'x', text: 'y'.repeat(5000) }]),
  ])
    expect(snippetsIn(text)).toEqual([]);
});
