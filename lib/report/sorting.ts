/** What a list is sorted by; null is the list's own order. */
export interface Sorting<Column extends string> {
  readonly column: Column;
  readonly direction: 'ascending' | 'descending';
}
export type Chosen<Column extends string> = Sorting<Column> | null;

/** As it is remembered: `serial descending`; anything else is the list's own order. */
export function parseChosen<Column extends string>(columns: readonly Column[], text: string): Chosen<Column> {
  const [name, direction] = text.split(' ');
  const column = columns.find((each) => each === name);
  if (column === undefined || (direction !== 'ascending' && direction !== 'descending')) return null;
  return { column, direction };
}

export const writeChosen = <Column extends string>(sorting: Chosen<Column>): string =>
  sorting === null ? '' : `${sorting.column} ${sorting.direction}`;

/** Pressing a column's title: ascending, descending, and back to the list's own order. */
export function nextChosen<Column extends string>(now: Chosen<Column>, column: Column): Chosen<Column> {
  if (now?.column !== column) return { column, direction: 'ascending' };
  return now.direction === 'ascending' ? { column, direction: 'descending' } : null;
}

/** Numbers count as numbers: `lab-2` before `lab-10`. Much faster than `localeCompare` with these options. */
export const { compare } = new Intl.Collator('en', { numeric: true });
