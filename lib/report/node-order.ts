import type { Node } from '../contract/node.ts';
import { isFailed, STAGES } from '../domain/stages.ts';
import { statusTitle } from './node-status.ts';
import { type Chosen, compare, nextChosen, parseChosen, writeChosen } from './sorting.ts';

/** What the list is sorted by. */
type Sortable = Pick<
  Node,
  | 'name'
  | 'state'
  | 'stage'
  | 'serial'
  | 'address'
  | 'host'
  | 'template'
  | 'orchestratorView'
  | 'operation'
  | 'createdAt'
  | 'readyAt'
  | 'deletedAt'
>;

/** The columns that the list can be sorted by. */
const COLUMNS = ['name', 'state', 'stage', 'serial', 'address', 'host', 'os', 'age'] as const;

export type Column = (typeof COLUMNS)[number];

/** Null is the list's own order: what needs attention first. */
export type ChosenSorting = Chosen<Column>;

export const parseSorting = (text: string): ChosenSorting => parseChosen(COLUMNS, text);
export const writeSorting = (sorting: ChosenSorting): string => writeChosen(sorting);
export const nextSorting = (now: ChosenSorting, column: Column): ChosenSorting => nextChosen(now, column);

/** What needs attention first, then what is booting, then the rest; the newest of each first. */
function ordered<T extends Sortable>(nodes: readonly T[]): readonly T[] {
  const rank = (node: Sortable): number => {
    if (isFailed(node.stage) || node.state === 'crashed') return 0;
    if (node.state === 'running' && node.stage !== 'ready') return 1;
    return 2;
  };
  return nodes.toSorted(
    (one, other) =>
      rank(one) - rank(other) || compare(other.createdAt, one.createdAt) || compare(one.name, other.name),
  );
}

const stageKey = (node: Sortable): string => {
  const index = STAGES.findIndex((stage) => stage === node.stage);
  return index === -1 ? `99 ${statusTitle(node)}` : String(index).padStart(2, '0');
};

/** What a row is sorted by; null for a row that has nothing there. */
const KEYS: Readonly<Record<Column, (node: Sortable) => string | null>> = {
  name: (node) => node.name,
  state: (node) => node.state,
  stage: stageKey,
  serial: (node) => node.serial,
  address: (node) => node.address,
  host: (node) => node.host,
  os: (node) => node.orchestratorView?.os ?? node.template,
  age: (node) => node.createdAt,
};

/** Rows without a value are last in both directions. */
export function sorted<T extends Sortable>(nodes: readonly T[], sorting: ChosenSorting): readonly T[] {
  const usual = ordered(nodes);
  if (sorting === null) return usual;
  const key = KEYS[sorting.column];
  // The youngest node was created last.
  const sign = (sorting.direction === 'ascending') === (sorting.column !== 'age') ? 1 : -1;
  return usual.toSorted((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * compare(a, b);
  });
}
