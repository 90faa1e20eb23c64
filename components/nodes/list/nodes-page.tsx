'use client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useRouter, useSearchParams } from 'next/navigation';
import Plus from 'lucide-react/icons/plus';
import { type Node } from '../../../lib/contract/node.ts';
import { useMayWrite, useNodes } from '../../data/hooks.ts';
import { usePreference } from '../../data/preference.ts';
import { storyOf } from '../../timeline/words.ts';
import { Button } from '../../ui/button.tsx';
import { counted } from '../../ui/count.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useTitle } from '../../ui/title.ts';
import { CreateDialog } from '../create/create-dialog.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { DeletedNodes } from './deleted-nodes.tsx';
import { matches } from './filter.ts';
import { FirstRun } from './first-run.tsx';
import { NodeTable } from './node-table.tsx';
import { ShowChoice } from './show-choice.tsx';
import { nextSorting, parseSorting, sorted, writeSorting } from './sorting.ts';

const NO_NODES: readonly Node[] = [];

function Counts({ nodes }: { readonly nodes: readonly Node[] }) {
  const count = (story: ReturnType<typeof storyOf>): number =>
    nodes.filter((node) => storyOf(node) === story).length;
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
    </span>
  );
}

/** The dialog has an address of its own, so that Back closes it. */
function useCreating() {
  const router = useRouter();
  const pushed = useRef(false);
  const open = useCallback(() => {
    pushed.current = true;
    router.push('/?create=1');
  }, [router]);
  const close = useCallback(() => {
    // Whoever came by a link has nothing of this page behind it.
    if (pushed.current) router.back();
    else router.replace('/');
    pushed.current = false;
  }, [router]);
  return { creating: useSearchParams().get('create') !== null, open, close };
}

/** `/` goes to the filter from anywhere on the page. */
function useFilterKey(): React.RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select') !== null) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return field;
}

export function NodesPage() {
  const { data: nodes } = useNodes();
  const mayWrite = useMayWrite();
  const { creating, open, close } = useCreating();
  const [filter, setFilter] = useState('');
  const field = useFilterKey();
  const deleted = useSearchParams().get('show') === 'deleted';
  useTitle(creating ? 'Create nodes' : deleted ? 'Deleted nodes' : 'Nodes');
  return (
    <Page
      title="Nodes"
      aside={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <ShowChoice deleted={deleted} />
          {!deleted && nodes && nodes.length > 0 && <Counts nodes={nodes} />}
        </span>
      }
      action={
        // An empty list has its own way to the first node.
        (deleted || nodes?.length !== 0) && (
          <>
            <Filter field={field} value={filter} onChange={setFilter} />
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
        <PresentNodes filter={filter} clear={() => setFilter('')} mayWrite={mayWrite} onCreate={open} />
      )}
      {creating && mayWrite && <CreateDialog onClose={close} />}
    </Page>
  );
}

interface PresentNodesProps {
  readonly filter: string;
  readonly clear: () => void;
  readonly mayWrite: boolean;
  readonly onCreate: () => void;
}

function PresentNodes({ filter, clear, mayWrite, onCreate }: PresentNodesProps) {
  const { data: nodes, error, refetch } = useNodes();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [sort, setSort] = usePreference('nodes.sort', '');
  const shown = useMemo(
    () =>
      sorted(
        (nodes ?? NO_NODES).filter((node) => matches(node, filter)),
        parseSorting(sort),
      ),
    [nodes, filter, sort],
  );
  const chosen = shown.filter((node) => selected.has(node.id));
  const select = useCallback(
    (id: string) =>
      setSelected((before) => (before.has(id) ? without(before, id) : new Set([...before, id]))),
    [],
  );
  if (!nodes) return <Waiting error={error} retry={() => void refetch()} />;
  if (nodes.length === 0) return <FirstRun mayWrite={mayWrite} onCreate={onCreate} />;
  if (shown.length === 0)
    return (
      <Empty title="No node matches" action={<Button onPress={clear}>Clear the filter</Button>}>
        No node has “{filter}” in its name, serial, address, state, stage or host.
      </Empty>
    );
  return (
    <>
      <NodeTable
        nodes={shown}
        selected={selected}
        onSelect={select}
        sorting={parseSorting(sort)}
        onSort={(column) => setSort(writeSorting(nextSorting(parseSorting(sort), column)))}
        onSelectAll={() =>
          setSelected(chosen.length === shown.length ? new Set() : new Set(shown.map((node) => node.id)))
        }
      />
      {mayWrite && chosen.length > 0 && <BulkBar nodes={chosen} onClear={() => setSelected(new Set())} />}
    </>
  );
}

const without = (set: ReadonlySet<string>, id: string): ReadonlySet<string> =>
  new Set([...set].filter((item) => item !== id));

function Waiting({ error, retry }: { readonly error: Error | null; readonly retry: () => void }) {
  if (!error) return <SkeletonRows rows={8} label="Fetching the nodes" />;
  return (
    <div className="p-4">
      <Problem error={error} retry={retry} />
    </div>
  );
}

interface FilterProps {
  readonly field: React.RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Filter({ field, value, onChange }: FilterProps) {
  return (
    <input
      ref={field}
      type="search"
      aria-label="Filter nodes"
      placeholder="Filter  ( / )"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onChange('');
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        document.querySelector<HTMLElement>('[data-row]')?.focus();
      }}
      className="h-8 w-40 rounded-md border border-edge bg-panel px-2.5 text-sm placeholder:text-ink-3 md:w-56"
    />
  );
}
