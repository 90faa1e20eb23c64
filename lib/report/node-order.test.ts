import { describe, expect, it } from 'vitest';
import { nextSorting, parseSorting, sorted, writeSorting, type Column } from './node-order.ts';
import type { Sorting } from './sorting.ts';

const COMMON = {
  state: 'running',
  serial: '',
  host: 'local',
  template: 'ubuntu',
  orchestratorView: null,
  operation: null,
  readyAt: null,
  deletedAt: null,
} as const;

const nodes = [
  { ...COMMON, name: 'lab-10', stage: 'failed', address: null, createdAt: '2026-11-27T10:00:00.000Z' },
  {
    ...COMMON,
    name: 'lab-2',
    stage: 'ready',
    address: '192.168.30.12',
    createdAt: '2026-11-27T12:00:00.000Z',
  },
  { ...COMMON, name: 'lab-1', stage: 'ipxe', address: '192.168.9.12', createdAt: '2026-11-27T11:00:00.000Z' },
] as const;

const names = (column: Column, direction: Sorting<Column>['direction']): readonly string[] =>
  sorted(nodes, { column, direction }).map(({ name }) => name);

describe('the order of the list', () => {
  it('counts numbers as numbers', () => {
    expect(names('name', 'ascending')).toEqual(['lab-1', 'lab-2', 'lab-10']);
    expect(names('name', 'descending')).toEqual(['lab-10', 'lab-2', 'lab-1']);
  });
  it('leaves nodes without a value at the end in both directions', () => {
    expect(names('address', 'ascending')).toEqual(['lab-1', 'lab-2', 'lab-10']);
    expect(names('address', 'descending')).toEqual(['lab-2', 'lab-1', 'lab-10']);
  });
  it('goes by the way of a boot, not by the alphabet, with what failed after it', () => {
    expect(names('stage', 'ascending')).toEqual(['lab-1', 'lab-2', 'lab-10']);
  });
  it('has the youngest first when age ascends', () => {
    expect(names('age', 'ascending')).toEqual(['lab-2', 'lab-1', 'lab-10']);
  });
  it('is the usual one, what needs attention first, when no column is chosen', () => {
    expect(sorted(nodes, null)[0]?.name).toBe('lab-10');
  });
});

describe('a column’s title', () => {
  it('goes from ascending to descending and back to the usual order', () => {
    const first = nextSorting(null, 'serial');
    expect(first).toEqual({ column: 'serial', direction: 'ascending' });
    const second = nextSorting(first, 'serial');
    expect(second).toEqual({ column: 'serial', direction: 'descending' });
    expect(nextSorting(second, 'serial')).toBeNull();
    expect(nextSorting(second, 'name')).toEqual({ column: 'name', direction: 'ascending' });
  });
  it('is remembered as text; what is no sorting is the usual order', () => {
    const sorting: Sorting<Column> = { column: 'os', direction: 'descending' };
    expect(parseSorting(writeSorting(sorting))).toEqual(sorting);
    for (const text of ['', 'os', 'colour ascending', 'os sideways']) expect(parseSorting(text)).toBeNull();
    expect(writeSorting(null)).toBe('');
  });
});
