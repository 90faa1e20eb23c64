import { expect, test } from 'vitest';
import { parseFilters } from './saved-filters.ts';

test.each(['', 'no json', '{}', '[1]'])('what is no list of saved filters counts as none: %j', (stored) => {
  expect(parseFilters(stored)).toEqual([]);
});

test('a list of saved filters', () => {
  expect(parseFilters('["label:lab","edge 1"]')).toEqual(['label:lab', 'edge 1']);
});
