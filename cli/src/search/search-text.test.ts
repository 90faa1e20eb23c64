import { describe, expect, it } from 'vitest';
import { parseSearch } from '../../../lib/domain/search/query.ts';
import { searchText } from './search-command.ts';

describe('what ven search asks for', () => {
  it('is the words and the options, whatever characters they have', () => {
    const text = searchText(['PXE-E18', '"link down"'], {
      node: 'a "b" \\c',
      stage: 'ipxe',
      host: undefined,
    });
    expect(parseSearch(text, 0)).toMatchObject({
      terms: ['pxe-e18', 'link down'],
      nodes: ['a "b" \\c'],
      stages: ['ipxe'],
      hosts: [],
    });
  });
});
