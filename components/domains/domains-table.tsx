'use client';
import type { DomainColumn, HostDomain } from '../../lib/contract/host-domain.ts';
import { memory } from '../../lib/domain/format.ts';
import { type Chosen, nextChosen } from '../../lib/report/sorting.ts';
import { hostPath } from '../hosts/host-sections.tsx';
import { SortHeading } from '../lists/sort-heading.tsx';
import { Link } from '../ui/link.tsx';
import { ScrollX } from '../ui/page.tsx';
import { RowChunks } from '../ui/row-chunks.tsx';
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
  ['state', 'State', ''],
  ['vcpus', 'vCPUs', 'text-right'],
  ['memoryMiB', 'Memory', 'text-right'],
];

/** One row a domain. */
export const DomainsTable = ({ domains, sorting, onSort }: DomainsTableProps) => (
  <ScrollX label="Domains">
    <table className="stacked w-full">
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
