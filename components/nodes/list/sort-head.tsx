'use client';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { classes } from '../../ui/classes.ts';
import { TH } from '../../ui/page.tsx';
import { type ChosenSorting, type Column } from './sorting.ts';

interface SortHeadProps {
  readonly column: Column;
  readonly title: string;
  readonly sorting: ChosenSorting;
  readonly onSort: (column: Column) => void;
  readonly className?: string;
}

/** A column's title, which sorts by it; the arrow's room is kept, so that nothing moves when it appears. */
export function SortHead({ column, title, sorting, onSort, className }: SortHeadProps) {
  const direction = sorting?.column === column ? sorting.direction : 'none';
  return (
    <th aria-sort={direction} className={classes(TH, className)}>
      <button
        type="button"
        onClick={() => onSort(column)}
        className={classes(
          'group inline-flex items-center gap-1 rounded-sm hover:text-ink',
          direction !== 'none' && 'text-ink',
        )}
      >
        {title}
        <span
          aria-hidden
          className={classes('w-3', direction === 'none' && 'opacity-0 group-hover:opacity-50')}
        >
          {direction === 'descending' ? <ArrowDown size={12} /> : <ArrowUp size={12} />}
        </span>
      </button>
    </th>
  );
}
