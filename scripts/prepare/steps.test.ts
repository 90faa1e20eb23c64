import { expect, test } from 'vitest';
import { STEPS } from './steps.mjs';

test('every step comes after those that it depends on', () => {
  const names = STEPS.map(({ name }) => name);
  for (const [place, { after = [] }] of STEPS.entries())
    for (const name of after) expect(names.slice(0, place)).toContain(name);
});
