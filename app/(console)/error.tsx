'use client';
import { Problem } from '../../components/ui/problem.tsx';

/** A fault of a page, inside the frame, so that one can go elsewhere. */
export default function PageError({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <div className="p-4">
      <Problem error={error} retry={reset} />
    </div>
  );
}
