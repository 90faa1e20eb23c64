import { newer, type Revised } from 'ven-client';
import { type Node, type NodeDetail } from '../../lib/contract/node.ts';

/** Puts one object into a list: in its old place when it is there, in front otherwise. */
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
 * A list that was fetched, joined with what is in the cache. A change can overtake the list that was being fetched
 * meanwhile: the newer copy of an object stays, and an object that was `touched` since the fetch began is kept even
 * if the list did not know of it yet.
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

/**
 * A node with its boots, joined with what was received of it. The boots (their logs' lengths, their ends) come only with
 * the whole; of a deleted node, which has no revision any more, nothing newer can be received.
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

/** Operations have no revision; their states have an order that they never walk back. */
export function laterState(present: keyof typeof RANK | undefined, arrived: keyof typeof RANK): boolean {
  return present === undefined || RANK[arrived] >= RANK[present];
}
