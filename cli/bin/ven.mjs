#!/usr/bin/env node
// @ts-check
import { existsSync } from 'node:fs';

/** What `npm start` builds; a clone that was never started runs from its sources, which takes a second longer. */
const built = new URL('../../.build/ven.mjs', import.meta.url);

if (existsSync(built)) {
  await import(built.href);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import(new URL('../src/main.ts', import.meta.url).href);
}
