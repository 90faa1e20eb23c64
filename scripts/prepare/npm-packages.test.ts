import { expect, test } from 'vitest';
import { outOfDate } from './npm-packages.mjs';

const zod = { version: '4.0.0', integrity: 'sha512-a' };
const locked = { '': {}, 'node-libvirt': { version: '0.1.0' }, 'node_modules/zod': zod };

test('a matching installation is up to date; the root and workspaces are not installed packages', () => {
  expect(outOfDate(locked, { 'node_modules/zod': zod })).toEqual([]);
});

test.each([
  ['absent', {}],
  ['another version', { 'node_modules/zod': { ...zod, version: '3.9.0' } }],
  ['other content', { 'node_modules/zod': { ...zod, integrity: 'sha512-b' } }],
  ['a link instead', { 'node_modules/zod': { link: true } }],
])('%s is out of date', (_, installed) => {
  expect(outOfDate(locked, installed)).toEqual(['node_modules/zod']);
});

test('a package of another platform may be absent, but not differ', () => {
  const optional = { 'node_modules/@x/darwin': { ...zod, optional: true } };
  expect(outOfDate(optional, {})).toEqual([]);
  expect(outOfDate(optional, { 'node_modules/@x/darwin': { ...zod, version: '1.0.0' } })).toHaveLength(1);
});

test('packages that the lock no longer names are out of date', () => {
  expect(outOfDate({}, { 'node_modules/zod': zod })).toEqual(['node_modules/zod']);
});
