import type { ReactNode } from 'react';

/** Explains why a list is empty and what to do. */
export function Empty({
  title,
  children,
  action,
  alone = false,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** As the page's only heading. */
  readonly alone?: boolean;
}) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-14 text-center">
      {alone ? (
        <h1 className="text-lg font-semibold">{title}</h1>
      ) : (
        <h2 className="text-lg font-semibold">{title}</h2>
      )}
      <div className="text-ink-2">{children}</div>
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}
