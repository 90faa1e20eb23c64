'use client';
import { useState } from 'react';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { useDomainXml } from '../data/domains.ts';
import { CopyButton } from '../ui/copy.tsx';
import { Problem } from '../ui/problem.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const WHICH = [
  { id: 'present', label: 'Present' },
  { id: 'next', label: 'Next start' },
] as const;

/** The definition, as libvirt has it now and for the next start; the two differ only while it is on. */
export function DomainXml({ domain: { host, uuid } }: { readonly domain: HostDomainDetail }) {
  const [which, setWhich] = useState<(typeof WHICH)[number]['id']>('present');
  const { data, error } = useDomainXml(host, uuid, which);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-2 border-b border-line px-3 py-1.5">
        <Segmented label="Which definition" options={WHICH} chosen={which} onChoose={setWhich} />
        <span className="text-xs text-ink-3">Passwords are left out.</span>
        <span className="ml-auto" />
        {data !== undefined && <CopyButton text={data} what="XML" />}
      </div>
      {error ? (
        <div className="p-4">
          <Problem error={error} />
        </div>
      ) : data === undefined ? (
        <Skeleton className="m-4 h-64" />
      ) : (
        <pre
          tabIndex={0}
          aria-label="Domain XML"
          className="min-h-0 flex-1 overflow-auto bg-sunken p-4 font-mono text-xs"
        >
          {data}
        </pre>
      )}
    </div>
  );
}
