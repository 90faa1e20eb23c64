'use client';
import { useMemo, useState } from 'react';
import type { HostDomain } from '../../lib/contract/host-domain.ts';
import { counted, memory } from '../../lib/domain/format.ts';
import { domainsOf } from '../../lib/report/domain-list.ts';
import { useDomains } from '../data/domains.ts';
import { HostSections, hostPath } from '../hosts/host-sections.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterField } from '../ui/filter-field.tsx';
import { Link } from '../ui/link.tsx';
import { Page, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { RowChunks } from '../ui/row-chunks.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TD, TH } from '../ui/style.ts';
import { DomainState } from './domain-state.tsx';

const SHOWN = [
  { id: 'others', label: 'Not nodes' },
  { id: 'all', label: 'All' },
] as const;
type Shown = (typeof SHOWN)[number]['id'];

/** Every domain of a host, whoever made it. */
export function DomainsPage({ host }: { readonly host: string }) {
  const { data, error, refetch } = useDomains(host);
  const [shown, setShown] = useState<Shown>('others');
  const [filter, setFilter] = useState('');
  const found = useMemo(
    () => domainsOf(data ?? [], { search: filter, show: shown, sort: 'name', order: 'ascending' }),
    [data, shown, filter],
  );
  return (
    <Page
      title={`Domains of ${host}`}
      aside={
        data &&
        `${counted(data.length, 'domain')}, ${counted(nodesOf(data), 'node')} of this console among them`
      }
      action={
        <>
          <Segmented label="Which domains" options={SHOWN} chosen={shown} onChoose={setShown} />
          <FilterField
            label="Filter domains"
            placeholder="Name, UUID or state"
            value={filter}
            onChange={setFilter}
          />
        </>
      }
    >
      <HostSections host={host} chosen="domains" />
      {error && !data && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <Skeleton className="m-4 h-64" />}
      {data && found.length === 0 && (
        <Empty title={filter === '' ? 'No other domains' : 'Nothing matches'}>
          {filter === ''
            ? 'The host has no domains that this console did not make.'
            : 'No domain of the host matches the filter.'}
        </Empty>
      )}
      {found.length > 0 && <DomainsTable domains={found} />}
    </Page>
  );
}

const nodesOf = (domains: readonly HostDomain[]): number =>
  domains.filter(({ node }) => node !== null).length;

const DomainsTable = ({ domains }: { readonly domains: readonly HostDomain[] }) => (
  <ScrollX label="Domains">
    <table className="stacked w-full">
      <thead>
        <tr className="border-b border-line">
          <th className={`${TH} pl-4`}>Name</th>
          <th className={TH}>State</th>
          <th className={`${TH} text-right`}>vCPUs</th>
          <th className={`${TH} text-right`}>Memory</th>
          <th className={TH}>Notes</th>
        </tr>
      </thead>
      <RowChunks items={domains} row={domainRow} />
    </table>
  </ScrollX>
);

const domainRow = (domain: HostDomain) => (
  <tr key={domain.uuid} className="border-b border-line bg-panel hover:bg-hover">
    <td className={`${TD} max-w-96 truncate pl-4`}>
      <Link href={pathOf(domain)} className="font-mono text-xs font-medium hover:underline">
        {domain.name}
      </Link>
    </td>
    <td className={TD}>
      <DomainState domain={domain} />
    </td>
    <td className={`${TD} text-right tabular-nums`}>
      {domain.vcpus ?? ''}
      {domain.vcpus !== null && <span className="sm:hidden"> vCPU</span>}
    </td>
    <td className={`${TD} text-right tabular-nums`}>
      {domain.memoryMiB === null ? '' : memory(domain.memoryMiB)}
    </td>
    <td className={`${TD} text-ink-2`}>{notesOf(domain)}</td>
  </tr>
);

const pathOf = ({ host, uuid, node }: HostDomain): string =>
  node === null ? `${hostPath(host)}/domains/${uuid}` : `/nodes/${node}`;

const notesOf = ({ node, persistent, autostart }: HostDomain): string =>
  [
    ...(node === null ? [] : ['node']),
    ...(persistent ? [] : ['transient']),
    ...(autostart ? ['starts with the host'] : []),
  ].join(', ');
