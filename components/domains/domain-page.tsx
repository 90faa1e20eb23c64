'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { domainAddress } from '../../lib/domain/names.ts';
import { useDomain } from '../data/domains.ts';
import { useAllowed } from '../data/hooks.ts';
import { hostPath } from '../hosts/host-sections.tsx';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs, type TabEntry } from '../ui/tabs.tsx';
import { useTitle } from '../ui/title.ts';
import { AdoptButton } from './adopt-button.tsx';
import { DomainDetails } from './domain-details.tsx';
import { DomainPower } from './domain-power.tsx';
import { DomainSnapshots } from './domain-snapshots.tsx';
import { DomainState } from './domain-state.tsx';
import { DomainXml } from './domain-xml.tsx';

// Terminal and screen are loaded when they are shown.
const DomainConsole = dynamic(async () => (await import('./domain-console.tsx')).DomainConsole, {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1 bg-terminal" />,
});

const Presence = dynamic(async () => (await import('../console/presence.tsx')).Presence, { ssr: false });

interface DomainPageProps {
  readonly host: string;
  readonly domain: string;
}

/** A domain that is not a node. */
export function DomainPage({ host, domain }: DomainPageProps) {
  const { data, error, refetch } = useDomain(host, domain);
  // A transient one is gone when it is off.
  if (error instanceof ConsoleError && error.code === 'not-found')
    return (
      <Empty
        alone
        title="No such domain"
        action={
          <Link href={`${hostPath(host)}/domains`} className="text-accent underline">
            Domains of {host}
          </Link>
        }
      >
        {error.message} {error.fix}
      </Empty>
    );
  if (error && !data)
    return (
      <div className="p-4">
        <Problem error={error} retry={() => void refetch()} />
      </div>
    );
  if (!data)
    return (
      <Page title="Domain">
        <Skeleton className="m-4 h-96" />
      </Page>
    );
  return <Shown key={data.uuid} domain={data} />;
}

function Shown({ domain }: { readonly domain: HostDomainDetail }) {
  const mayUse = useAllowed('domains.use');
  const isNode = domain.node !== null;
  const [tab, setTab] = useState<string | null>(null);
  useTitle(`${domain.name} · ${domain.state}`);
  const details: TabEntry = { id: 'details', label: 'Details', content: <DomainDetails domain={domain} /> };
  const snapshots: TabEntry = {
    id: 'snapshots',
    label: 'Snapshots',
    content: <DomainSnapshots domain={domain} />,
  };
  const entries: readonly TabEntry[] = mayUse
    ? [
        ...(isNode ? [] : [{ id: 'console', label: 'Console', content: <DomainConsole domain={domain} /> }]),
        details,
        snapshots,
        { id: 'xml', label: 'XML', content: <DomainXml domain={domain} /> },
      ]
    : [details, snapshots];
  return (
    <Page
      fills
      title={domain.name}
      aside={
        <span className="flex flex-wrap items-center gap-x-3">
          <DomainState domain={domain} />
          <span>
            on{' '}
            <Link href={`${hostPath(domain.host)}/domains`} className="text-accent hover:underline">
              {domain.host}
            </Link>
            {domain.madeBy === null ? '' : `, made by ${domain.madeBy}`}
          </span>
        </span>
      }
      action={
        mayUse &&
        !isNode && (
          <>
            <AdoptButton domain={domain} />
            <DomainPower domain={domain} />
          </>
        )
      }
    >
      {domain.node !== null && <IsNode id={domain.node} />}
      <Tabs
        label="Domain"
        chosen={tab ?? entries[0]?.id ?? 'details'}
        onChoose={setTab}
        entries={entries}
        aside={mayUse && !isNode && <Presence node={domainAddress(domain.host, domain.uuid)} />}
      />
    </Page>
  );
}

const IsNode = ({ id }: { readonly id: string }) => (
  <p className="border-b border-line bg-sunken px-4 py-1.5 text-ink-2">
    This domain is a node:{' '}
    <Link href={`/nodes/${id}`} className="text-accent underline">
      open it
    </Link>
    .
  </p>
);
