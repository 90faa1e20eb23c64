import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../root.mjs';
import { foreignSources } from './page-sources.mjs';

function built(files: Record<string, unknown>): string {
  mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(path.join(ROOT, '.cache', 'page-sources-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(path.join(folder, 'server', 'app'), { recursive: true });
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(folder, name), JSON.stringify(content));
  return folder;
}

test('sources and output of the pages are allowed', () => {
  const sources = ['../../../../app/page.tsx', '../../../../node_modules/%40a/b.ts', null];
  const folder = built({
    'server/app/page.js.map': { sections: [{ map: { sources } }] },
    'server/app/page.js.nft.json': { files: ['../chunks/a.js', '../../../../node_modules/next/server/b.js'] },
  });
  expect(foreignSources(folder)).toEqual([]);
});

test.for([
  ['traced', 'server/app/page.js.nft.json', { files: ['../../../../server/db/open.ts'] }],
  ['compiled in', 'server/app/page.js.map', { sources: ['../../../../server/db/open.ts'] }],
  ['in a section', 'server/a.js.map', { sections: [{ map: { sources: ['../../../server/db/open.ts'] } }] }],
  ['by the project', 'a.js.map', { sources: ['turbopack:///[project]/server/db/open.ts'] }],
  ['by its URL', 'a.js.map', { sources: [`file://${ROOT}/server/db/open.ts`] }],
] as const)('a server file is found: %s', ([, name, content]) => {
  expect(foreignSources(built({ [name]: content }))).toEqual(['server/db/open.ts']);
});
