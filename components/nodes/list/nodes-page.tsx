'use client';
import { parseSorting, sorted, writeSorting, type ChosenSorting } from '../../../lib/report/node-order.ts';
import { statusOf } from '../../../lib/report/node-status.ts';
import { counted } from '../../../lib/domain/format.ts';
import { useCallback, useMemo, useRef, useState } from 'react';
import dynamic from 'next/dynamic';
import { useRouter, useSearchParams } from 'next/navigation';
import Plus from 'lucide-react/icons/plus';
import { SORTING_COOKIE } from '../../../lib/contract/first-rows.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { useNodes, useAllowed } from '../../data/hooks.ts';
import { keepInCookie, usePreference } from '../../data/preference.ts';
import { useFilterKey } from '../../lists/filter-key.ts';
import { FilterMenu } from '../../lists/filter-menu.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useTitle } from '../../ui/title.ts';
import { labelsIn, matches } from './filter.ts';
import { FirstRows } from './first-rows.tsx';
import { NodeTable } from './node-table.tsx';
import { WallLink } from '../../wall/wall-link.tsx';
import { ShowChoice } from './show-choice.tsx';

const CreateDialog = dynamic(async () => (await import('../create/create-dialog.tsx')).CreateDialog);
const DeletedNodes = dynamic(async () => (await import('./deleted-nodes.tsx')).DeletedNodes);
const FirstRun = dynamic(async () => (await import('./first-run.tsx')).FirstRun);
const BulkBar = dynamic(async () => (await import('./bulk-bar.tsx')).BulkBar);

const NO_NODES: readonly Node[] = [];

function Counts({ nodes }: { readonly nodes: readonly Node[] }) {
  const count = (story: ReturnType<typeof statusOf>): number =>
    nodes.filter((node) => statusOf(node) === story).length;
  const help = count('bad') + count('warn');
  const deleting = nodes.filter(
    ({ operation }) => operation?.kind === 'delete' && operation.endedAt === null,
  ).length;
  const counts = [
    [help, help === 1 ? 'needs attention' : 'need attention', 'text-bad'],
    [count('live'), 'booting', 'text-accent'],
    [count('good'), 'ready', 'text-good'],
  ] as const;
  return (
    <span className="flex flex-wrap gap-x-3">
      <span>{counted(nodes.length, 'node')}</span>
      {deleting > 0 && (
        <span className="text-warn">
          Deleting {deleting} of {nodes.length}
        </span>
      )}
      {counts.map(([number, word, ink]) =>
        number === 0 ? null : (
          <span key={word}>
            <span className={`font-semibold ${ink}`}>{number}</span> {word}
          </span>
        ),
      )}
      <WallLink />
    </span>
  );
}

/** The dialog has its own address, so that Back closes it. */
function useCreating() {
  const router = useRouter();
  const pushed = useRef(false);
  const open = useCallback(() => {
    pushed.current = true;
    router.push('/?create=1');
  }, [router]);
  const close = useCallback(() => {
    // Without an earlier page there is nothing to go back to.
    if (pushed.current) router.back();
    else router.replace('/');
    pushed.current = false;
  }, [router]);
  return { creating: useSearchParams().get('create') !== null, open, close };
}

interface NodeFiltersProps {
  readonly nodes: readonly Node[];
  readonly filter: string;
  readonly onChange: (filter: string) => void;
}

const NodeFilters = ({ nodes, filter, onChange }: NodeFiltersProps) => (
  <FilterMenu
    label="Saved filters and labels"
    preference="nodes.filters"
    offered={labelsIn(nodes).map(([label, count]) => ({ label, count, filter: `label:${label}` }))}
    filter={filter}
    onChange={onChange}
  />
);

/** `first`: nodes that the server knew when it rendered the page, shown until all have been fetched. */
export function NodesPage({ first }: { readonly first: readonly Node[] }) {
  const { data: nodes } = useNodes();
  const mayWrite = useAllowed('nodes.create');
  const { creating, open, close } = useCreating();
  const [filter, setFilter] = useState('');
  const field = useFilterKey();
  const grid = useRef<HTMLDivElement>(null);
  const deleted = useSearchParams().get('show') === 'deleted';
  useTitle(creating ? 'Create nodes' : deleted ? 'Deleted nodes' : 'Nodes');
  return (
    <Page
      fills={!deleted}
      title="Nodes"
      aside={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <ShowChoice deleted={deleted} />
          {!deleted && nodes && nodes.length > 0 && <Counts nodes={nodes} />}
        </span>
      }
      action={
        // An empty list offers the first node itself.
        (deleted || nodes?.length !== 0) && (
          <>
            <FilterField
              ref={field}
              label="Filter nodes"
              placeholder="Filter  ( / )"
              value={filter}
              onChange={setFilter}
              onKeyDown={(event) => {
                if (event.key !== 'ArrowDown') return;
                event.preventDefault();
                grid.current?.focus();
              }}
            />
            {!deleted && <NodeFilters nodes={nodes ?? NO_NODES} filter={filter} onChange={setFilter} />}
            {mayWrite && (
              <Button kind="primary" onPress={open}>
                <Plus size={15} /> Create nodes
              </Button>
            )}
          </>
        )
      }
    >
      {deleted ? (
        <DeletedNodes filter={filter} />
      ) : (
        <PresentNodes
          first={first}
          filter={filter}
          clear={() => setFilter('')}
          mayWrite={mayWrite}
          onCreate={open}
          grid={grid}
        />
      )}
      {creating && mayWrite && <CreateDialog onClose={close} />}
    </Page>
  );
}

interface PresentNodesProps {
  readonly first: readonly Node[];
  readonly filter: string;
  readonly clear: () => void;
  readonly mayWrite: boolean;
  readonly onCreate: () => void;
  readonly grid: React.RefObject<HTMLDivElement | null>;
}

function PresentNodes({ first, filter, clear, mayWrite, onCreate, grid }: PresentNodesProps) {
  const { data: nodes, error, refetch } = useNodes();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [stored, setStored] = usePreference('nodes.sort', '');
  const sorting = useMemo(() => parseSorting(stored), [stored]);
  const shown = useMemo(
    () =>
      sorted(
        (nodes ?? NO_NODES).filter((node) => matches(node, filter)),
        sorting,
      ),
    [nodes, filter, sorting],
  );
  const sort = useCallback(
    (next: ChosenSorting) => {
      setStored(writeSorting(next));
      keepInCookie(SORTING_COOKIE, writeSorting(next));
    },
    [setStored],
  );
  const chosen = shown.filter((node) => selected.has(node.id));
  if (!nodes && error)
    return (
      <div className="p-4">
        <Problem error={error} retry={() => void refetch()} />
      </div>
    );
  if (!nodes)
    return first.length > 0 ? <FirstRows nodes={first} /> : <SkeletonRows rows={8} label="Loading nodes" />;
  if (nodes.length === 0) return <FirstRun mayWrite={mayWrite} onCreate={onCreate} />;
  if (shown.length === 0)
    return (
      <Empty title="No matching nodes" action={<Button onPress={clear}>Clear filter</Button>}>
        No node has “{filter}” in its name, labels, note, serial, address, state, stage or host.
      </Empty>
    );
  return (
    <>
      <NodeTable
        ref={grid}
        nodes={shown}
        selected={selected}
        onSelect={setSelected}
        sorting={sorting}
        onSort={sort}
      />
      {mayWrite && chosen.length > 0 && <BulkBar nodes={chosen} onClear={() => setSelected(new Set())} />}
    </>
  );
}
