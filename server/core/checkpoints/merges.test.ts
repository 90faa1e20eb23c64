import { expect, test } from 'vitest';
import type { Layer } from '../../hypervisor/api.ts';
import { mergesOf } from './merges.ts';

/** `a<b` is a layer b over a. */
function layersOf(...texts: readonly string[]): Layer[] {
  return texts.map((text) => {
    const [one = '', over] = text.split('<');
    const [name, base] = over === undefined ? [one, null] : [over, one];
    return { name, path: `/pool/${name}`, base: base === null ? '/images/os' : `/pool/${base}`, bytes: 1 };
  });
}

const merges = (texts: readonly string[], disk: string, points: readonly string[], shared: string[] = []) =>
  mergesOf({ layers: layersOf(...texts), disk, points, shared }).map(({ layer, into, head }) => [
    layer,
    into,
    head,
  ]);

test('what nothing but the next layer needs is merged with it', () => {
  // The only checkpoint goes: the node writes to its disk again.
  expect(merges(['a', 'a<b'], 'b', [])).toEqual([['b', 'a', 'b']]);
  // One in the middle.
  expect(merges(['a', 'a<b', 'b<c', 'c<d'], 'd', ['a', 'c'])).toEqual([['c', 'b', 'd']]);
  // The first: what the second has is written into it.
  expect(merges(['a', 'a<b', 'b<c'], 'c', ['b'])).toEqual([['b', 'a', 'c']]);
  // Several that earlier deletions left: all, one after the other.
  expect(merges(['a', 'a<b', 'b<c', 'c<d'], 'd', [])).toEqual([
    ['b', 'a', 'c'],
    ['c', 'a', 'd'],
    ['d', 'a', 'd'],
  ]);
});

test('what two have in common stays, and what others use', () => {
  expect(merges(['a', 'a<b', 'a<c'], 'c', ['b'])).toEqual([]);
  // b could not go: two are based on it.
  expect(merges(['a', 'a<b', 'b<c', 'b<d'], 'd', ['b', 'c'])).toEqual([]);
  // It is a checkpoint's or the node's own.
  expect(merges(['a', 'a<b'], 'b', ['a'])).toEqual([]);
  expect(merges(['a', 'a<b'], 'b', [], ['a'])).toEqual([]);
});

test('a branch that nobody needs does not count', () => {
  expect(merges(['a', 'a<b', 'a<old'], 'b', [])).toEqual([['b', 'a', 'b']]);
  // The node is elsewhere: nothing is based on the one that is merged.
  expect(merges(['a', 'a<b', 'b<c', 'a<d'], 'd', ['a', 'c'])).toEqual([['c', 'b', 'c']]);
});
