import type { Orchestrator } from '../contract/orchestrator.ts';

type Facts = Pick<Orchestrator, 'kind' | 'hasOnboardingAccount'>;

/** Which ways of onboarding there are at an orchestrator with what is stored of it; null where nothing is onboarded. */
export function onboardingText({ kind, hasOnboardingAccount }: Facts): string | null {
  if (kind === 'none' || kind === 'http-boot') return null;
  return hasOnboardingAccount
    ? 'Non-interactive; interactive, with the stored onboarding account'
    : 'Non-interactive; interactive only if somebody types an account: no onboarding account is stored';
}

/** Who types the account of an interactive node. */
export const whoTypes = ({ hasOnboardingAccount }: Pick<Facts, 'hasOnboardingAccount'>): string =>
  hasOnboardingAccount
    ? 'The console types the onboarding account at the node’s prompt, unless you type there first.'
    : 'No onboarding account is stored for this orchestrator: type one at the node’s prompt when it appears.';
