import type { Rule } from '../../contract/rule-file.ts';
import { isLike } from '../wildcard.ts';

/** What is known about a node whose boot is read. */
export interface BootSubject {
  /** What the orchestrator installs; null: its default, which has no name here, or nothing. */
  readonly osProfile?: string | null;
  /** Of the orchestrator; null: it reports none. */
  readonly release?: string | null;
}

/** Whether a rule is for this node. What is not known is none of those that the rule names. */
export function isFor(
  { osProfiles, releases }: Pick<Rule, 'osProfiles' | 'releases'>,
  { osProfile = null, release = null }: BootSubject,
): boolean {
  return (
    (osProfiles === undefined ||
      (osProfile !== null && osProfiles.some((name) => isLike(osProfile, name)))) &&
    (releases === undefined || (release !== null && releases.some((series) => isOf(release, series))))
  );
}

/** Whether a rule is for some nodes only, by what is known about them. */
export const isSelective = ({ osProfiles, releases }: Pick<Rule, 'osProfiles' | 'releases'>): boolean =>
  osProfiles !== undefined || releases !== undefined;

/** `2026.1.3-rc1` is of `2026.1`, and not of `2026.10`. */
function isOf(release: string, series: string): boolean {
  const number = release.replace(/^v/i, '');
  return number.startsWith(series) && !/^\d/.test(number.slice(series.length));
}
