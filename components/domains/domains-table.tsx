'use client';
import { memo } from 'react';
import type { DomainColumn, HostDomain } from '../../lib/contract/host-domain.ts';
import { memory } from '../../lib/domain/format.ts';
import { type Chosen, nextChosen } from '../../lib/report/sorting.ts';
import { hostPath } from '../hosts/host-sections.tsx';
import { SortHeading } from '../lists/sort-heading.tsx';
import { Link } from '../ui/link.tsx';
import { ScrollX } from '../ui/page.tsx';
import { RowWindow } from '../ui/row-window.tsx';
import { TD, TH } from '../ui/style.ts';
import { notesOf } from './domain-list.ts';
import { DomainState } from './domain-state.tsx';

interface DomainsTableProps {
  readonly domains: readonly HostDomain[];
  readonly sorting: Chosen<DomainColumn>;
  readonly onSort: (sorting: Chosen<DomainColumn>) => void;
}

const TITLES: readonly (readonly [DomainColumn, string, string])[] = [
  ['name', 'Name', 'pl-4'],
  ['state', 'State', 'w-56'],
  ['vcpus', 'vCPUs', 'w-24 text-right'],
  ['memoryMiB', 'Memory', 'w-28 text-right'],
];

/** One row a domain. Its columns are as wide whatever is in them: rows that come and go move nothing. */
export const DomainsTable = ({ domains, sorting, onSort }: DomainsTableProps) => (
  <ScrollX label="Domains">
    <table className="stacked w-full sm:min-w-3xl sm:table-fixed">
      <thead>
        <tr className="border-b border-line">
          {TITLES.map(([column, title, className]) => (
            <SortHeading
              key={column}
              title={title}
              className={className}
              direction={sorting?.column === column ? sorting.direction : undefined}
              onSort={() => onSort(nextChosen(sorting, column))}
            />
          ))}
          <th className={`${TH} w-60`}>Notes</th>
        </tr>
      </thead>
      <RowWindow items={domains} row={domainRow} />
    </table>
  </ScrollX>
);

const domainRow = (domain: HostDomain) => <DomainRow key={domain.uuid} domain={domain} />;

const DomainRow = memo(function DomainRow({ domain }: { readonly domain: HostDomain }) {
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} truncate pl-4`}>
        <Link href={pathOf(domain)} className="font-mono text-xs font-medium hover:underline">
          {domain.name}
        </Link>
      </td>
      <td className={`${TD} truncate`}>
        <DomainState domain={domain} />
      </td>
      <td className={`${TD} text-right tabular-nums`}>
        {domain.vcpus ?? ''}
        {domain.vcpus !== null && <span className="sm:hidden"> vCPU</span>}
      </td>
      <td className={`${TD} text-right tabular-nums`}>
        {domain.memoryMiB === null ? '' : memory(domain.memoryMiB)}
      </td>
      <td className={`${TD} truncate text-ink-2`}>{notesOf(domain)}</td>
    </tr>
  );
});

const pathOf = ({ host, uuid, node }: HostDomain): string =>
  node === null ? `${hostPath(host)}/domains/${uuid}` : `/nodes/${node}`;
