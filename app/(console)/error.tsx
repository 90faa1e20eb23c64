'use client';
import { Problem } from '../../components/ui/problem.tsx';

/** A failed page, shown inside the frame so that navigation still works. */
export default function PageError({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <div className="p-4">
      <Problem error={error} retry={reset} />
    </div>
  );
}
