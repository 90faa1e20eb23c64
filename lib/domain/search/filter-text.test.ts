import { describe, expect, it } from 'vitest';
import { filterIn, withFilter } from './filter-text.ts';

describe('filters in a search', () => {
  it('are read, set, replaced and taken out', () => {
    expect(filterIn('PXE-E18 since:7d', 'since')).toBe('7d');
    expect(filterIn('stage:"ipxe" x', 'stage')).toBe('ipxe');
    expect(filterIn('not-since:7d', 'since')).toBeNull();
    expect(withFilter('PXE-E18', 'since', '7d')).toBe('PXE-E18 since:7d');
    expect(withFilter('since:7d PXE-E18 since:1d', 'since', '24h')).toBe('PXE-E18 since:24h');
    expect(withFilter('PXE-E18 port:1 x', 'port', null)).toBe('PXE-E18 x');
    expect(withFilter('', 'stage', 'ipxe')).toBe('stage:ipxe');
    expect(withFilter('stage:ipxe', 'stage', null)).toBe('');
  });
});
