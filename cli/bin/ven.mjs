#!/usr/bin/env node
// @ts-check
import { existsSync } from 'node:fs';

/**
 * What the package has, or what `npm start` builds in a clone; a clone that was never started runs from its sources, which
 * takes a second longer.
 */
const isClone = existsSync(new URL('../src/main.ts', import.meta.url));
const built = new URL(isClone ? '../../.build/ven.mjs' : '../dist/ven.mjs', import.meta.url);

if (!isClone || existsSync(built)) {
  await import(built.href);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import(new URL('../src/main.ts', import.meta.url).href);
}
