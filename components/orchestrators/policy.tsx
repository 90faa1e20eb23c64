'use client';
import { useState } from 'react';
import { policyText } from '../../lib/domain/os-choice.ts';
import { useAllowed } from '../data/hooks.ts';
import { useCatalogue } from '../data/orchestrators.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { PolicyDialog } from './policy-dialog.tsx';

/** What an orchestrator installs automatically, and the way to change it. */
export function Policy({ orchestrator }: { readonly orchestrator: string }) {
  const { data, error } = useCatalogue(orchestrator);
  const mayWrite = useAllowed('orchestrators.write');
  const [changing, setChanging] = useState(false);
  if (error && !data) return <span className="text-ink-3">not known now</span>;
  if (!data) return <Skeleton className="h-4 w-40" />;
  return (
    <>
      {policyText(data.policy)}{' '}
      {mayWrite && (
        <button
          type="button"
          className="text-accent hover:underline"
          aria-label={`Change what ${orchestrator} installs automatically`}
          onClick={() => setChanging(true)}
        >
          Change …
        </button>
      )}
      {changing && (
        <PolicyDialog orchestrator={orchestrator} catalogue={data} onClose={() => setChanging(false)} />
      )}
    </>
  );
}
