import { expect, test } from 'vitest';
import { deadlineOf } from './deadlines.ts';

test.each([
  'DOMAIN_GET_STATE',
  'DOMAIN_LOOKUP_BY_UUID',
  'CONNECT_LIST_ALL_DOMAINS',
  'CONNECT_NUM_OF_DOMAINS',
  'DOMAIN_IS_ACTIVE',
  'STORAGE_POOL_GET_INFO',
])('%s only asks', (call) => {
  expect(deadlineOf(call)).toBe(30_000);
});

test.each([
  'STORAGE_POOL_REFRESH',
  'DOMAIN_CREATE_WITH_FLAGS',
  'DOMAIN_DEFINE_XML_FLAGS',
  'STORAGE_VOL_CREATE_XML',
])('%s works, and may take longer', (call) => {
  expect(deadlineOf(call)).toBe(120_000);
});
