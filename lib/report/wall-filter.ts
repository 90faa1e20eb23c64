import type { Node } from '../contract/node.ts';
import { hasLabels } from '../domain/labels.ts';
import { ON_STATES } from '../domain/power.ts';

/** What a wall is limited to; each of it may be left out. Written into its address. */
export const WALL_FILTERS = ['run', 'host', 'label', 'template', 'orchestrator'] as const;
export type WallFilterKey = (typeof WALL_FILTERS)[number];
export type WallFilter = Readonly<Partial<Record<WallFilterKey, string>>>;

type Filtered = Pick<Node, 'runId' | 'host' | 'labels' | 'template' | 'orchestrator' | 'stage' | 'state'>;

const FITS: Readonly<Record<WallFilterKey, (node: Filtered, wanted: string) => boolean>> = {
  run: (node, wanted) => node.runId === wanted,
  host: (node, wanted) => node.host === wanted,
  label: (node, wanted) => hasLabels(node.labels, [wanted]),
  template: (node, wanted) => node.template === wanted,
  orchestrator: (node, wanted) => node.orchestrator === wanted,
};

/** Whether a node is one of those that a wall is limited to. */
export const fitsWall = (node: Filtered, filter: WallFilter): boolean =>
  WALL_FILTERS.every((key) => {
    const wanted = filter[key];
    return wanted === undefined || wanted === '' || FITS[key](node, wanted);
  });

/** Whether it is still on its way: what is ready and on needs nobody. */
export const isUnderWay = ({ stage, state }: Filtered): boolean =>
  !(stage === 'ready' && ON_STATES.includes(state));

/** The values of a key that nodes have, and how many have each. */
export function wallChoices(
  nodes: readonly Filtered[],
  key: WallFilterKey,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const value of nodes.flatMap((node) => valuesOf(node, key)))
    counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }));
}

function valuesOf(node: Filtered, key: WallFilterKey): readonly string[] {
  switch (key) {
    case 'run':
      return [node.runId];
    case 'label':
      return node.labels;
    case 'orchestrator':
      return node.orchestrator === null ? [] : [node.orchestrator];
    default:
      return [node[key]];
  }
}
