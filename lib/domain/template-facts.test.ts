import { expect, test } from 'vitest';
import { reportedBy } from './template-facts.ts';

test('whether nodes are reported on is known where all kinds of orchestrators agree', () => {
  expect(reportedBy(['edge-orchestrator', 'simulator'])).toBe(true);
  expect(reportedBy(['none', 'http-boot'])).toBe(false);
  expect(reportedBy(['none', 'simulator'])).toBeUndefined();
  expect(reportedBy([])).toBeUndefined();
});
