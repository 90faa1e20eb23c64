'use client';
import { useState } from 'react';
import type { DomainUsage, UsageOrder } from '../../lib/contract/usage.ts';
import { bytes, memory } from '../../lib/domain/format.ts';
import { useUsage } from '../data/usage.ts';
import { Link } from '../ui/link.tsx';
import { Card, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const ORDERS = [
  { id: 'cpu', label: 'CPU' },
  { id: 'memory', label: 'Memory' },
  { id: 'disk', label: 'Disk' },
  { id: 'network', label: 'Network' },
] as const;

const known = (value: number | null, text: (value: number) => string): string =>
  value === null ? '–' : text(value);

const rate = (one: number | null, other: number | null): string =>
  one === null && other === null ? '–' : `${bytes(Math.round((one ?? 0) + (other ?? 0)))}/s`;

/** Who uses most, of one host or of all. */
export function BusiestDomains({ host }: { readonly host?: string }) {
  const [sort, setSort] = useState<UsageOrder>('cpu');
  const { data, error } = useUsage({ ...(host === undefined ? {} : { host }), sort, limit: 8 });
  return (
    <Card title="Busiest domains">
      <Segmented label="Sorted by" options={ORDERS} chosen={sort} onChoose={setSort} className="mb-2" />
      {error !== null && data === undefined ? (
        <Problem error={error} />
      ) : data === undefined ? (
        <Skeleton className="h-40 w-full" />
      ) : data.domains.length === 0 ? (
        <p className="text-ink-3">None is running, or they were not measured yet.</p>
      ) : (
        <Table domains={data.domains} hosts={host === undefined && data.hosts.length > 1} />
      )}
    </Card>
  );
}

interface TableProps {
  readonly domains: readonly DomainUsage[];
  /** Whether to name their hosts. */
  readonly hosts: boolean;
}

function Table({ domains, hosts }: TableProps) {
  const heads = ['CPU', 'Memory', 'Disk', 'Network', 'Waiting'];
  return (
    <ScrollX label="Busiest domains">
      <table className="w-full text-right whitespace-nowrap tabular-nums">
        <thead className="text-xs text-ink-3">
          <tr>
            <th className="pb-1 text-left font-medium">Domain</th>
            {heads.map((head) => (
              <th key={head} className="pb-1 pl-4 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {domains.map((domain) => (
            <Row key={`${domain.host} ${domain.uuid}`} domain={domain} host={hosts} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Row({ domain, host }: { readonly domain: DomainUsage; readonly host: boolean }) {
  const { name, nodeId, now, vcpus, memoryMiB } = domain;
  const cells = [
    known(now.cpu, (cpu) => `${cpu.toFixed(2)} of ${vcpus}`),
    known(now.memoryMiB, (resident) => `${memory(Math.round(resident))} of ${memory(memoryMiB)}`),
    rate(now.diskRead, now.diskWritten),
    rate(now.received, now.sent),
    known(now.waiting, (share) => `${Math.round(share * 100)} %`),
  ];
  return (
    <tr className="border-t border-line">
      <td className="max-w-60 truncate py-1 text-left font-mono text-xs">
        {nodeId === null ? (
          <span title="Not a node of this console">{name}</span>
        ) : (
          <Link href={`/nodes/${nodeId}`} className="hover:underline">
            {name}
          </Link>
        )}
        {host && <span className="text-ink-3"> on {domain.host}</span>}
      </td>
      {cells.map((cell, index) => (
        <td key={index} className="py-1 pl-4">
          {cell}
        </td>
      ))}
    </tr>
  );
}
