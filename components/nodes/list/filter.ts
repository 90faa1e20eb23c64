import { hasWords } from '../../../lib/domain/filter-words.ts';
import { hasLabels } from '../../../lib/domain/labels.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import type { Node } from '../../../lib/contract/node.ts';

const LABEL = 'label:';

/** Whether every word of the filter is somewhere in what a row shows; `label:lab` is a label, by its key or in full. */
export function matches(node: Node, filter: string): boolean {
  const text = [
    node.name,
    node.serial,
    node.uuid,
    node.mac,
    node.host,
    node.template,
    node.state,
    stageTitle(node.stage),
    node.address ?? '',
    node.orchestrator ?? '',
    node.note,
    ...node.labels,
    node.orchestratorView?.os ?? '',
    node.orchestratorView?.hostId ?? '',
    node.orchestratorView?.instanceId ?? '',
  ].join(' ');
  const labels = node.labels.map((label) => label.toLowerCase());
  return hasWords(text, filter, (word) =>
    word.startsWith(LABEL) ? hasLabels(labels, [word.slice(LABEL.length)]) : null,
  );
}

/** The labels of nodes, and how many have each. */
export function labelsIn(nodes: readonly Node[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const label of nodes.flatMap(({ labels }) => labels)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].toSorted(([one], [other]) => one.localeCompare(other));
}
