import { expect, test } from 'vitest';
import { isFor } from './boot-subject.ts';

test.each([
  ['ubuntu-24.04-lts', 'ubuntu-24.04-lts', true],
  ['ubuntu-24.04-lts', 'ubuntu-24.04', false],
  ['ubuntu-24.04-lts', 'ubuntu-*', true],
  ['ubuntu-24.04-lts', '*-lts', true],
  ['ubuntu-24.04-lts', '*24*lts*', true],
  ['ubuntu-24.04-lts', 'ubuntu-*-lts-*', false],
  ['aba', 'ab*ba', false],
  ['', '*', true],
  [null, '*', false],
])('OS profile %s, %s: %s', (osProfile, pattern, expected) => {
  expect(isFor({ osProfiles: ['other', pattern] }, { osProfile })).toBe(expected);
});

test.each([
  ['2026.1.0-simulated', '2026.1', true],
  ['v3.1', '3', true],
  ['2026.10', '2026.1', false],
  ['2026', '2026.1', false],
  [null, '2026', false],
])('release %s of %s: %s', (release, series, expected) => {
  expect(isFor({ releases: [series] }, { release })).toBe(expected);
});

test('a rule that names nothing is for all; one that names both needs both', () => {
  expect(isFor({}, {})).toBe(true);
  const both = { osProfiles: ['emt'], releases: ['3'] };
  expect(isFor(both, { osProfile: 'emt', release: '3.1' })).toBe(true);
  expect(isFor(both, { osProfile: 'emt' })).toBe(false);
});
