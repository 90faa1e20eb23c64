import { newer, type Revised } from 'ven-client';
import type { DomainsChanged, HostDomain } from '../../lib/contract/host-domain.ts';
import type { Node, NodeDetail } from '../../lib/contract/node.ts';

/** Puts an object into a list: replaces the old copy, or adds it at the front. */
export function place<T extends Revised>(
  list: readonly T[],
  arrived: T,
  same: (one: T, other: T) => boolean,
): readonly T[] {
  const index = list.findIndex((item) => same(item, arrived));
  if (index === -1) return [arrived, ...list];
  const present = list[index];
  const chosen = newer(present, arrived);
  return chosen === present ? list : list.with(index, chosen);
}

/**
 * Merges a fetched list with the cache. A change can overtake the list being fetched: the newer copy of an object is
 * kept, and an object that was `touched` since the fetch began is kept even if the list does not contain it yet.
 */
export function mergeList<T extends Revised>(
  cached: readonly T[],
  fetched: readonly T[],
  key: (item: T) => string,
  touched: ReadonlySet<string>,
): readonly T[] {
  const present = new Map(cached.map((item) => [key(item), item]));
  const merged = fetched.map((item) => newer(present.get(key(item)), item));
  const known = new Set(fetched.map(key));
  const early = cached.filter((item) => touched.has(key(item)) && !known.has(key(item)));
  return [...early, ...merged];
}

/** A list of domains after some of them changed; a new one is at the end. */
export function changedList(
  list: readonly HostDomain[],
  { domains, removed }: NonNullable<DomainsChanged['now']>,
): readonly HostDomain[] {
  const now = new Map(list.map((domain) => [domain.uuid, domain]));
  for (const uuid of removed) now.delete(uuid);
  for (const domain of domains) now.set(domain.uuid, domain);
  return [...now.values()];
}

/**
 * Merges a node and its boots with the changes received. Boots (log lengths, ends) arrive only with the whole node; for
 * a deleted node, which has no revision, nothing newer can arrive.
 */
export function joinDetail(detail: NodeDetail, received: Node | undefined): NodeDetail {
  if (received === undefined || detail.deletedAt !== null || received.revision <= detail.revision)
    return detail;
  const boots = detail.boots.map((boot) =>
    boot.number === received.bootNumber
      ? { ...boot, stages: received.stages, failure: received.failure }
      : boot,
  );
  return { ...detail, ...received, boots };
}

const RANK = { recorded: 0, acting: 1, succeeded: 2, failed: 2 } as const;

/** Operations have no revision, but their states advance in one direction. */
export function laterState(present: keyof typeof RANK | undefined, arrived: keyof typeof RANK): boolean {
  return present === undefined || RANK[arrived] >= RANK[present];
}
