import { expect, test } from 'vitest';
import { onboardingText, whoTypes } from './onboarding-facts.ts';

test('what is possible depends on what is stored', () => {
  const kind = 'edge-orchestrator';
  expect(onboardingText({ kind, hasOnboardingAccount: true })).toContain(
    'with the stored onboarding account',
  );
  expect(onboardingText({ kind, hasOnboardingAccount: false })).toContain('no onboarding account is stored');
  expect(onboardingText({ kind: 'http-boot', hasOnboardingAccount: false })).toBeNull();
  expect(whoTypes({ hasOnboardingAccount: true })).toMatch(/^The console types/);
  expect(whoTypes({ hasOnboardingAccount: false })).toContain('type one at the node’s prompt');
});
