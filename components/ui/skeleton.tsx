import { classes } from './style.ts';

/** A placeholder of the size of the content to come. */
export const Skeleton = ({ className }: { readonly className: string }) => (
  <div aria-hidden className={classes('animate-breathe rounded-sm bg-line', className)} />
);

export function SkeletonRows({ rows, label }: { readonly rows: number; readonly label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-9 items-center gap-6 border-b border-line px-4">
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 flex-1" />
          <Skeleton className="h-3 w-16" />
        </div>
      ))}
    </div>
  );
}
