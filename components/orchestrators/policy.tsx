'use client';
import { useState } from 'react';
import type { OrchestratorCatalogue, OsProfile } from '../../lib/contract/orchestrator-catalogue.ts';
import { counted } from '../../lib/domain/format.ts';
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
      {data.profiles.length > 0 && <Profiles catalogue={data} />}
      {changing && (
        <PolicyDialog orchestrator={orchestrator} catalogue={data} onClose={() => setChanging(false)} />
      )}
    </>
  );
}

const detail = ({ profile, version, images, needsSecureBoot }: OsProfile): string =>
  [
    profile,
    version === '' ? '' : `newest image ${version}`,
    counted(images, 'image'),
    needsSecureBoot ? 'needs Secure Boot' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');

/** What can be installed. */
const Profiles = ({ catalogue: { profiles } }: { readonly catalogue: OrchestratorCatalogue }) => (
  <details className="mt-1">
    <summary className="cursor-pointer text-xs text-ink-2 hover:text-ink">
      {counted(profiles.length, 'OS profile')}
    </summary>
    <ul className="mt-1 flex flex-col gap-1">
      {profiles.map((each) => (
        <li key={each.profile}>
          {each.title}
          <span className="block font-mono text-xs break-words text-ink-3">{detail(each)}</span>
        </li>
      ))}
    </ul>
  </details>
);
