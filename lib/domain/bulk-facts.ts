import type { Bulk, BulkAction, BulkItem } from '../contract/bulk.ts';
import { counted } from './format.ts';
import { POWER_WORDS } from './power.ts';

/** What is done to the nodes, as a title. */
export const BULK_WORDS: Readonly<Record<BulkAction, string>> = {
  ...POWER_WORDS,
  reprovision: 'Re-provision',
  delete: 'Delete',
  label: 'Label',
};

const count = ({ items }: Pick<Bulk, 'items'>, ...states: BulkItem['state'][]): number =>
  items.filter(({ state }) => states.includes(state)).length;

export interface BulkCounts {
  readonly all: number;
  readonly done: number;
  readonly bad: number;
  readonly left: number;
}

export const bulkCounts = (bulk: Pick<Bulk, 'items'>): BulkCounts => ({
  all: bulk.items.length,
  done: count(bulk, 'succeeded'),
  bad: count(bulk, 'failed', 'refused'),
  left: count(bulk, 'waiting', 'running'),
});

/** `Delete: 3 of 4 nodes, 1 not`. */
export function bulkText(bulk: Pick<Bulk, 'items' | 'action'>): string {
  const { all, done, bad } = bulkCounts(bulk);
  const cancelled = count(bulk, 'cancelled');
  const rest = [...(bad > 0 ? [`${bad} not`] : []), ...(cancelled > 0 ? [`${cancelled} left out`] : [])];
  return [`${BULK_WORDS[bulk.action]}: ${done} of ${counted(all, 'node')}`, ...rest].join(', ');
}

/** One line for each node that was not done. */
export const bulkFailures = ({ items }: Pick<Bulk, 'items'>): string[] =>
  items.flatMap(({ nodeName, error }) => (error === null ? [] : [`${nodeName}: ${error.message}`]));
