import { expect, test } from 'vitest';
import { z } from 'zod';
import { chooseIdentities } from './identities.ts';

const NONE = { uuids: new Set<string>(), macs: new Set<string>() };
const SEED = '0123456789abcdef';

test('without a seed they are random', () => {
  const [one] = chooseIdentities(undefined, 1, NONE);
  const [other] = chooseIdentities(undefined, 1, NONE);
  expect(one?.uuid).not.toBe(other?.uuid);
  expect(z.uuidv4().safeParse(one?.uuid).success).toBe(true);
  expect(one?.mac).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
});

test('with a seed they depend on nothing but the place of the node', () => {
  const pair = chooseIdentities(SEED, 2, NONE);
  expect(chooseIdentities(SEED, 3, NONE).slice(0, 2)).toEqual(pair);
  expect(new Set(pair.map(({ uuid }) => uuid)).size).toBe(2);
  expect(pair.every(({ uuid }) => z.uuidv4().safeParse(uuid).success)).toBe(true);
  expect(chooseIdentities(`${SEED}0`, 2, NONE)).not.toEqual(pair);
});

test('what is taken is not used again', () => {
  const [before] = chooseIdentities(SEED, 1, NONE);
  const taken = { uuids: new Set([before?.uuid ?? '']), macs: new Set([before?.mac ?? '']) };
  const [after] = chooseIdentities(SEED, 1, taken);
  expect(after?.uuid).not.toBe(before?.uuid);
  expect(after?.mac).not.toBe(before?.mac);
});
