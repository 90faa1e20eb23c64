import { statusTitle } from '../../../lib/report/node-status.ts';
import { type Node } from '../../../lib/contract/node.ts';
import { STAGES } from '../../../lib/domain/stages.ts';
import { ordered } from './filter.ts';

/** The columns that the list can be sorted by. */
const COLUMNS = ['name', 'state', 'stage', 'serial', 'address', 'host', 'os', 'age'] as const;

export type Column = (typeof COLUMNS)[number];

export interface Sorting {
  readonly column: Column;
  readonly direction: 'ascending' | 'descending';
}

/** Null is the list's own order: what needs attention first. */
export type ChosenSorting = Sorting | null;

const isColumn = (text: string | undefined): text is Column => COLUMNS.some((column) => column === text);

/** As it is remembered: `serial descending`; anything else is the list's own order. */
export function parseSorting(text: string): ChosenSorting {
  const [column, direction] = text.split(' ');
  if (!isColumn(column) || (direction !== 'ascending' && direction !== 'descending')) return null;
  return { column, direction };
}

export const writeSorting = (sorting: ChosenSorting): string =>
  sorting === null ? '' : `${sorting.column} ${sorting.direction}`;

/** Pressing a column's title: ascending, descending, and back to the list's own order. */
export function nextSorting(now: ChosenSorting, column: Column): ChosenSorting {
  if (now?.column !== column) return { column, direction: 'ascending' };
  return now.direction === 'ascending' ? { column, direction: 'descending' } : null;
}

const stageKey = (node: Node): string => {
  const index = STAGES.findIndex((stage) => stage === node.stage);
  return index === -1 ? `99 ${statusTitle(node)}` : String(index).padStart(2, '0');
};

/** What a row is sorted by; null for a row that has nothing there. */
const KEYS: Readonly<Record<Column, (node: Node) => string | null>> = {
  name: (node) => node.name,
  state: (node) => node.state,
  stage: stageKey,
  serial: (node) => node.serial,
  address: (node) => node.address,
  host: (node) => node.host,
  os: (node) => node.orchestratorView?.os ?? node.template,
  age: (node) => node.createdAt,
};

/** Numbers count as numbers (`lab-2` before `lab-10`); rows without a value are last in both directions. */
export function sorted(nodes: readonly Node[], sorting: ChosenSorting): readonly Node[] {
  const usual = ordered(nodes);
  if (sorting === null) return usual;
  const key = KEYS[sorting.column];
  // The youngest node was created last.
  const sign = (sorting.direction === 'ascending') === (sorting.column !== 'age') ? 1 : -1;
  return usual.toSorted((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * a.localeCompare(b, 'en', { numeric: true });
  });
}
