'use client';
import { useMemo } from 'react';
import type { HostDomain } from '../../lib/contract/host-domain.ts';
import { counted } from '../../lib/domain/format.ts';
import {
  chosenColumn,
  type DomainsAddress,
  domainsOf,
  queryOf,
  stateFilter,
} from '../../lib/report/domain-list.ts';
import { writeChosen } from '../../lib/report/sorting.ts';
import { useDomains } from '../data/domains.ts';
import { HostSections } from '../hosts/host-sections.tsx';
import { useFilterKey } from '../lists/filter-key.ts';
import { FilterMenu } from '../lists/filter-menu.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterField } from '../ui/filter-field.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { useSearch } from '../ui/search.ts';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { statesIn } from './domain-list.ts';
import { DomainsTable } from './domains-table.tsx';

const SHOWN = [
  { id: 'others', label: 'Not nodes' },
  { id: 'all', label: 'All' },
] as const;

const NONE: readonly HostDomain[] = [];

interface DomainsPageProps {
  readonly host: string;
  /** Those that the server knew when it rendered the page, shown until all have been fetched. */
  readonly first: readonly HostDomain[];
}

/** Every domain of a host, whoever made it; filter and order are in the page's address. */
export function DomainsPage({ host, first }: DomainsPageProps) {
  const { data, error, refetch } = useDomains(host);
  const [show, setShow] = useSearch('show');
  const [filter, setFilter] = useSearch('filter');
  const [sort, setSort] = useSearch('sort');
  const { listed, found, shown, sorting } = useFound(data ?? first, { show, filter, sort });
  const isRefused = error !== null && data === undefined;
  return (
    <Page
      title={`Domains of ${host}`}
      aside={
        data &&
        `${counted(data.length, 'domain')}, ${counted(nodesOf(data), 'node')} of this console among them`
      }
      action={<Narrowing domains={data ? listed : NONE} {...{ shown, filter, setFilter }} onShow={setShow} />}
    >
      <HostSections host={host} chosen="domains" />
      {isRefused && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {found.length === 0 && !data && !error && <Skeleton className="m-4 h-64" />}
      {data && found.length === 0 && <NoDomains filter={filter} clear={() => setFilter('')} />}
      {found.length > 0 && !isRefused && (
        <DomainsTable domains={found} sorting={sorting} onSort={(next) => setSort(writeChosen(next))} />
      )}
    </Page>
  );
}

/** Those that are found, in their order, among those that are listed. */
function useFound(domains: readonly HostDomain[], { show, filter, sort }: DomainsAddress) {
  const shown = show === 'all' ? 'all' : 'others';
  const sorting = useMemo(() => chosenColumn(sort), [sort]);
  const listed = useMemo(
    () => domains.filter(({ node }) => shown === 'all' || node === null),
    [domains, shown],
  );
  const found = useMemo(
    () => domainsOf(listed, { ...queryOf({ show, filter, sort }), show: 'all' }),
    [listed, show, filter, sort],
  );
  return { listed, found, shown, sorting } as const;
}

interface NarrowingProps {
  readonly domains: readonly HostDomain[];
  readonly shown: (typeof SHOWN)[number]['id'];
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly onShow: (show: string) => void;
}

function Narrowing({ domains, shown, filter, setFilter, onShow }: NarrowingProps) {
  const field = useFilterKey();
  return (
    <>
      <Segmented
        label="Which domains"
        options={SHOWN}
        chosen={shown}
        onChoose={(id) => onShow(id === 'all' ? 'all' : '')}
      />
      <FilterField
        ref={field}
        label="Filter domains"
        placeholder="Filter  ( / )"
        value={filter}
        onChange={setFilter}
      />
      <FilterMenu
        label="Saved filters and states"
        preference="domains.filters"
        offered={statesIn(domains).map(([state, count]) => ({
          ...{ label: state, count, filter: stateFilter(state) },
        }))}
        filter={filter}
        onChange={setFilter}
      />
    </>
  );
}

const NoDomains = ({ filter, clear }: { readonly filter: string; readonly clear: () => void }) =>
  filter === '' ? (
    <Empty title="No other domains">
      The host has no domains that this console did not make. Those of virsh, virt-manager, Vagrant and others
      appear here by themselves.
    </Empty>
  ) : (
    <Empty title="Nothing matches" action={<Button onPress={clear}>Clear filter</Button>}>
      No domain of the host has “{filter}” in its name, UUID or state.
    </Empty>
  );

const nodesOf = (domains: readonly HostDomain[]): number =>
  domains.filter(({ node }) => node !== null).length;
