import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { openPages } from './pages.ts';

it('development needs no build: the pages of a bare clone open', async () => {
  // Below the packages, where Next finds React.
  const cache = path.resolve(import.meta.dirname, '../../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(path.join(cache, 'ven-pages-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(path.join(directory, 'app'));
  writeFileSync(path.join(directory, 'app/layout.js'), 'export default ({ children }) => children;\n');
  writeFileSync(path.join(directory, 'app/page.js'), 'export default () => null;\n');
  const logger = pino({ level: 'silent' });
  const pages = await openPages({ directory, development: true, hostname: '127.0.0.1', port: 0, logger });
  expect(pages.upgrade).toBeDefined();
  await pages.close();
});
