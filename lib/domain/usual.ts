import { mergeStages, sinceRestart } from './merge-stages.ts';

import type { Node } from '../contract/node.ts';
import type { Stage } from './stages.ts';

/** How long each stage usually takes, in milliseconds: the median of other nodes of the template. */
export function usualDurations(
  nodes: readonly Pick<Node, 'id' | 'template' | 'stages'>[],
  like: { readonly id: string; readonly template: string },
): ReadonlyMap<Stage, number> {
  const seen = new Map<Stage, number[]>();
  for (const node of nodes) {
    if (node.id === like.id || node.template !== like.template) continue;
    for (const event of mergeStages(sinceRestart(node.stages))) {
      if (event.outcome !== 'passed' || event.endedAt === null) continue;
      const took = Date.parse(event.endedAt) - Date.parse(event.startedAt);
      seen.set(event.stage, [...(seen.get(event.stage) ?? []), took]);
    }
  }
  return new Map([...seen].map(([stage, took]) => [stage, median(took)]));
}

/** How long nodes of the template usually take from creation to ready; null when none has been ready yet. */
export function usualWay(
  nodes: readonly Node[],
  like: { readonly id: string; readonly template: string },
): number | null {
  const took = nodes
    .filter(({ id, template, readyAt }) => id !== like.id && template === like.template && readyAt !== null)
    .map(({ createdAt, readyAt }) => Date.parse(readyAt ?? createdAt) - Date.parse(createdAt));
  return took.length === 0 ? null : median(took);
}

/** The one in the middle; of an even number, the greater of two. 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
