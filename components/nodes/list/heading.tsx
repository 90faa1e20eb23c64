import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { memo } from 'react';
import { Column } from 'react-aria-components/Table';
import { classes } from '../../ui/style.ts';
import type { NodeColumn } from './columns.tsx';

export const CELL = 'flex h-full min-w-0 items-center px-3 outline-offset-[-2px]';

interface HeadingProps {
  readonly column: NodeColumn;
  readonly scale: number;
}

/** A column's title, which sorts by it; the arrow's room is kept, so that nothing moves when it appears. */
export const Heading = memo(function Heading({ column, scale }: HeadingProps) {
  const { id, title, width, minWidth, maxWidth } = column;
  return (
    <Column
      id={id}
      isRowHeader={id === 'name'}
      allowsSorting={id !== 'orchestrator'}
      width={typeof width === 'number' ? width * scale : (width ?? '1fr')}
      minWidth={minWidth ?? 60}
      {...(maxWidth !== undefined && { maxWidth })}
      className={({ allowsSorting }) =>
        classes(
          CELL,
          'group gap-1 text-xs font-medium whitespace-nowrap text-ink-3',
          allowsSorting && 'cursor-pointer hover:text-ink',
        )
      }
    >
      {({ sortDirection, allowsSorting }) => (
        <>
          <span className={classes('truncate', sortDirection !== undefined && 'text-ink')}>{title}</span>
          {allowsSorting && (
            <span
              aria-hidden
              className={classes('shrink-0', !sortDirection && 'opacity-0 group-hover:opacity-50')}
            >
              {sortDirection === 'descending' ? <ArrowDown size={12} /> : <ArrowUp size={12} />}
            </span>
          )}
        </>
      )}
    </Column>
  );
});
