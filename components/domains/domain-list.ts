import type { HostDomain } from '../../lib/contract/host-domain.ts';

/** The states of domains, and how many have each. */
export function statesIn(domains: readonly HostDomain[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { state } of domains) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].toSorted(([one], [other]) => one.localeCompare(other));
}

/** What else there is to say about it. */
export const notesOf = ({ node, persistent, autostart }: HostDomain): string =>
  [
    ...(node === null ? [] : ['node']),
    ...(persistent ? [] : ['transient']),
    ...(autostart ? ['starts with the host'] : []),
  ].join(', ');
