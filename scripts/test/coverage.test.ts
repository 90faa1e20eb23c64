import { expect, test } from 'vitest';
import { coverageTable } from './coverage.mjs';

const of = (covered: number, total: number, branches = { covered: 0, total: 0 }) => ({
  lines: { covered, total },
  branches,
});

test('coverage is added up for each top folder, and all of it comes last', () => {
  const summary = {
    total: of(5, 8, { covered: 1, total: 4 }),
    '/repository/server/a.ts': of(1, 2),
    '/repository/server/b/c.ts': of(2, 2),
    '/repository/lib/d.ts': of(2, 4, { covered: 1, total: 4 }),
  };
  expect(coverageTable(summary, '/repository')).toEqual([
    'coverage by unit tests     lines  branches',
    '  server                  75.0 %       – %',
    '  lib                     50.0 %    25.0 %',
    '  all                     62.5 %    25.0 %',
  ]);
  expect(coverageTable({}, '/repository')).toEqual([]);
});
