import { expect, test } from 'vitest';
import { nodeProblem } from './node-version.mjs';

test.each(['20.19.0', '20.20.2', '21.0.0', '24.1.0'])('%s is supported', (version) => {
  expect(nodeProblem(version)).toBe('');
});

test.each(['12.22.9', '18.20.4', '20.18.3', '20.9.0'])(
  '%s is rejected with the required version',
  (version) => {
    expect(nodeProblem(version)).toContain('20.19.0');
  },
);
