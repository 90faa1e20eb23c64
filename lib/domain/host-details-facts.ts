import type { HostDetailsChanges } from '../contract/host-details.ts';

/** What a host at the orchestrator is given, as pairs of a name and a value; nothing for what is not said. */
export function hostDetailsFacts(details: HostDetailsChanges): (readonly [string, string])[] {
  const { site, metadata = {}, localAccount, customConfigs = [], userLvmGiB } = details;
  const pairs = Object.entries(metadata).map(([key, value]) => `${key}=${value}`);
  const all: readonly (readonly [string, string | null | undefined])[] = [
    ['Site', site === null ? 'none' : site],
    ['Metadata', pairs.join(', ')],
    ['Local account', localAccount === null ? 'none' : localAccount],
    ['Custom configurations', customConfigs.join(', ')],
    ['Volume group', userLvmGiB === undefined ? '' : `${userLvmGiB} GB for the user`],
  ];
  return all.flatMap(([name, value]) => (value == null || value === '' ? [] : [[name, value] as const]));
}
