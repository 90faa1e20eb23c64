import { expect, it } from 'vitest';
import { nextPlace } from './next-place.ts';

it.each([
  [null, '/'],
  ['/nodes/a?tab=boots', '/nodes/a?tab=boots'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/login?next=/login', '/'],
])('%s leads to %s', (wanted, place) => expect(nextPlace(wanted)).toBe(place));
