'use client';
import { type ComponentProps, useDeferredValue, useState } from 'react';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import type { ProjectHost, ProjectHostPage, Standing } from '../../../lib/contract/project-host.ts';
import { counted } from '../../../lib/domain/format.ts';
import { useAllowed } from '../../data/hooks.ts';
import { type HostsView, useProjectHosts, useReadHosts } from '../../data/project-hosts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { Age } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { toastError } from '../../ui/toast-queue.ts';
import { CsvButton } from './csv-button.tsx';
import { CleanUpDialog } from './clean-up-dialog.tsx';
import { RegisterDialog } from './register-dialog.tsx';
import { HostsTable } from './hosts-table.tsx';

type Shown = Standing | 'all';
const NONE: ReadonlyMap<string, ProjectHost> = new Map();

/** What of the list is shown. */
function useView() {
  const [shown, setShown] = useState<Shown>('all');
  const [search, setSearch] = useState('');
  const [sorting, setSorting] = useState<Pick<HostsView, 'sort' | 'order'>>(USUAL);
  const wanted = useDeferredValue(search.trim());
  const view: HostsView = {
    ...sorting,
    ...(shown === 'all' ? {} : { standing: shown }),
    ...(wanted === '' ? {} : { search: wanted }),
  };
  const isFiltered = shown !== 'all' || wanted !== '';
  return { view, isFiltered, shown, setShown, search, setSearch, sorting, setSorting };
}

/** Every host of an orchestrator’s project, and what each is to this console. */
export function ProjectHostsPage({ orchestrator }: { readonly orchestrator: string }) {
  const { view, isFiltered, shown, setShown, search, setSearch, sorting, setSorting } = useView();
  const [selected, setSelected] = useState(NONE);
  const [removing, setRemoving] = useState<readonly ProjectHost[] | null>(null);
  const list = useProjectHosts(orchestrator, view);
  const last = list.data?.pages.at(-1);
  const mayRemove = useAllowed('nodes.delete');
  return (
    <Page
      title={`Hosts of ${orchestrator}`}
      aside={last && <ReadAt orchestrator={orchestrator} page={last} />}
      action={mayRemove && <Removals {...{ orchestrator, selected }} page={last} onRemove={setRemoving} />}
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-line bg-panel px-4 py-2">
        <FilterField
          label="Search hosts"
          placeholder="Serial, UUID, name …"
          value={search}
          onChange={setSearch}
        />
        <Segmented label="Standing" options={choices(last)} chosen={shown} onChoose={setShown} />
        <span className="ml-auto flex flex-wrap items-center gap-2">
          <CsvButton orchestrator={orchestrator} view={view} />
          <Register orchestrator={orchestrator} />
        </span>
      </div>
      <Pages
        list={list}
        isFiltered={isFiltered}
        sorting={sorting}
        onSort={setSorting}
        selected={mayRemove ? selected : null}
        onSelect={setSelected}
      />
      {removing && (
        <CleanUpDialog
          orchestrator={orchestrator}
          hosts={removing}
          onClose={() => setRemoving(null)}
          onDone={() => setSelected(NONE)}
        />
      )}
    </Page>
  );
}

interface PagesProps extends Omit<ComponentProps<typeof HostsTable>, 'hosts'> {
  readonly list: ReturnType<typeof useProjectHosts>;
  readonly isFiltered: boolean;
}

function Pages({ list, isFiltered, ...table }: PagesProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = list;
  if (!data)
    return error ? (
      <div className="p-4">
        <Problem error={error} retry={() => void refetch()} />
      </div>
    ) : (
      <SkeletonRows rows={8} label="Loading hosts" />
    );
  const hosts = data.pages.flatMap((page) => page.hosts);
  if (hosts.length === 0) return <NoHosts isFiltered={isFiltered} />;
  return (
    <>
      <HostsTable {...table} hosts={hosts} />
      {hasNextPage && (
        <div className="p-4 text-center">
          <Button isDisabled={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {isFetchingNextPage ? 'Loading …' : `Show more of ${data.pages[0]?.total ?? ''}`}
          </Button>
        </div>
      )}
    </>
  );
}

function Register({ orchestrator }: { readonly orchestrator: string }) {
  const [open, setOpen] = useState(false);
  if (!useAllowed('nodes.create')) return null;
  return (
    <>
      <Button onPress={() => setOpen(true)}>Register machines …</Button>
      {open && <RegisterDialog orchestrator={orchestrator} onClose={() => setOpen(false)} />}
    </>
  );
}

const USUAL = { sort: 'standing', order: 'ascending' } as const;

const choices = (page: ProjectHostPage | undefined) =>
  [
    { id: 'all' as const, label: 'All' },
    { id: 'ours' as const, label: `Ours ${page?.counts.ours ?? ''}` },
    { id: 'stale' as const, label: `Stale ${page?.counts.stale ?? ''}` },
    { id: 'duplicate' as const, label: `Duplicate ${page?.counts.duplicate ?? ''}` },
    { id: 'foreign' as const, label: `Foreign ${page?.counts.foreign ?? ''}` },
  ] satisfies readonly { readonly id: Shown; readonly label: string }[];

function ReadAt({ orchestrator, page }: { readonly orchestrator: string; readonly page: ProjectHostPage }) {
  const read = useReadHosts(orchestrator);
  const { ours, stale, duplicate, foreign } = page.counts;
  return (
    <span className="inline-flex items-center gap-1">
      {counted(ours + stale + duplicate + foreign, 'host')}, read <Age at={page.readAt} ago />
      <IconButton
        label="Read again"
        isDisabled={read.isPending}
        onPress={() => read.mutate(undefined, { onError: toastError })}
      >
        <RefreshCw size={14} />
      </IconButton>
    </span>
  );
}

interface RemovalsProps {
  readonly orchestrator: string;
  readonly page: ProjectHostPage | undefined;
  readonly selected: ReadonlyMap<string, ProjectHost>;
  readonly onRemove: (hosts: readonly ProjectHost[]) => void;
}

/** Of what is selected, or of all stale ones on whatever page they are. */
function Removals({ orchestrator, page, selected, onRemove }: RemovalsProps) {
  const stale = page?.counts.stale ?? 0;
  const { data } = useProjectHosts(orchestrator, { ...USUAL, standing: 'stale' });
  const all = data?.pages.flatMap(({ hosts }) => hosts).filter(({ leaving }) => !leaving) ?? [];
  if (selected.size > 0)
    return (
      <Button kind="danger" onPress={() => onRemove([...selected.values()])}>
        Remove {counted(selected.size, 'host')} …
      </Button>
    );
  return (
    <Button isDisabled={stale === 0 || all.length === 0} onPress={() => onRemove(all)}>
      Clean up {stale === 0 ? 'stale hosts' : counted(all.length, 'stale host')} …
    </Button>
  );
}

const NoHosts = ({ isFiltered }: { readonly isFiltered: boolean }) =>
  isFiltered ? (
    <Empty title="No such hosts">No host of the project matches.</Empty>
  ) : (
    <Empty title="No hosts yet">
      Every machine that is registered at the orchestrator is listed here, whoever registered it.
    </Empty>
  );
