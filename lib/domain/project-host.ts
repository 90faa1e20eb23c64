import type { ProjectHost, Standing } from '../contract/project-host.ts';

/** How far a host is, in the orchestrator's words: what failed, or else the latest stage that says anything. */
export function provisioningOf({ statuses, leaving }: Pick<ProjectHost, 'statuses' | 'leaving'>): string {
  if (leaving) return 'Being deleted';
  const failed = statuses.find(({ indicator, text }) => indicator === 'error' && text !== '');
  if (failed !== undefined) return failed.text;
  const order = ['provisioning', 'host', 'onboarding', 'registration'];
  for (const name of order) {
    const text = statuses.find((status) => status.name === name)?.text ?? '';
    if (text !== '') return text;
  }
  return '';
}

/** What a standing means, for people. */
export const STANDING_TEXTS: Readonly<Record<Standing, string>> = {
  ours: 'Belongs to a node of this console',
  stale: 'Belonged to a node that was deleted here',
  duplicate: 'Shares its serial number or UUID with another host or node',
  foreign: 'Not registered by this console, or so long ago that its history is gone',
};
