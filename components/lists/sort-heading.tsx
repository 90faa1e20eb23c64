'use client';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { classes, TH } from '../ui/style.ts';

interface SortHeadingProps {
  readonly title: string;
  /** Undefined when the list is sorted by something else. */
  readonly direction: 'ascending' | 'descending' | undefined;
  readonly className?: string;
  readonly onSort: () => void;
}

/** A column's title, which sorts by it; the arrow's room is kept, so that nothing moves when it appears. */
export const SortHeading = ({ title, direction, className, onSort }: SortHeadingProps) => (
  <th className={classes(TH, className)} aria-sort={direction ?? 'none'}>
    <button
      type="button"
      onClick={onSort}
      className={classes(
        'group inline-flex items-center gap-1 hover:text-ink',
        direction !== undefined && 'text-ink',
      )}
    >
      {title}
      <span aria-hidden className={classes(direction === undefined && 'opacity-0 group-hover:opacity-50')}>
        {direction === 'descending' ? <ArrowDown size={12} /> : <ArrowUp size={12} />}
      </span>
    </button>
  </th>
);
