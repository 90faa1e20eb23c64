'use client';
import { useCallback, useState } from 'react';
import dynamic from 'next/dynamic';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { type Evidence } from '../../../lib/contract/boot.ts';
import { type Stage } from '../../../lib/domain/stages.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type NodeDetail } from '../../../lib/contract/node.ts';
import { useMayWrite, useNode, useSession } from '../../data/hooks.ts';
import { type Reveal } from '../../console/serial-pane.tsx';
import { HostAway, useHostsAway } from '../../hosts/away.tsx';
import { progressTitle } from '../../timeline/words.ts';
import { Link } from '../../ui/link.tsx';
import { Age } from '../../ui/moment.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs, type TabEntry } from '../../ui/tabs.tsx';
import { useTitle } from '../../ui/title.ts';
import { ActivityTab } from './activity-tab.tsx';
import { BootsTab } from './boots-tab.tsx';
import { DetailsTab } from './details-tab.tsx';
import { NodeHeader } from './node-header.tsx';
import { PresentBoot } from './present-boot.tsx';

// Terminal and screen come when they are looked at, not with the first page.
const ConsoleSplit = dynamic(async () => (await import('../../console/console-split.tsx')).ConsoleSplit, {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1 bg-terminal" />,
});

/** The part of the address after `?`: which tab, port, boot and place of the log. */
function usePlace() {
  const params = useSearchParams();
  const router = useRouter();
  const path = usePathname();
  const number = (name: string): number | null => {
    const text = params.get(name);
    return text !== null && /^\d+$/.test(text) ? Number(text) : null;
  };
  const go = useCallback(
    (change: Readonly<Record<string, string | null>>) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(change))
        if (value === null) next.delete(name);
        else next.set(name, value);
      const query = next.toString();
      router.replace(query === '' ? path : `${path}?${query}`, { scroll: false });
    },
    [router, path],
  );
  return {
    tab: params.get('tab'),
    port: number('port') === 1 ? 1 : 0,
    boot: number('boot'),
    offset: number('offset'),
    said: params.get('statuses'),
    go,
  };
}

export function NodePage({ id }: { readonly id: string }) {
  const { data: node, error, refetch } = useNode(id);
  if (error instanceof ConsoleError && error.code === 'not-found')
    return (
      <Empty
        alone
        title="There is no such node"
        action={
          <Link href="/?show=deleted" className="text-accent underline">
            Look among the deleted nodes
          </Link>
        }
      >
        {error.message} {error.fix}
      </Empty>
    );
  if (error && !node)
    return (
      <div className="p-4">
        <Problem error={error} retry={() => void refetch()} />
      </div>
    );
  if (!node) return <Waiting />;
  return <Shown key={node.id} node={node} />;
}

const Waiting = () => (
  <div role="status" aria-label="Fetching the node" className="flex h-full flex-col">
    <h1 className="sr-only">Node</h1>
    <div className="flex h-13 items-center gap-4 border-b border-line bg-panel px-4">
      <Skeleton className="h-5 w-48" />
      <Skeleton className="h-4 w-32" />
    </div>
    <div className="h-[86px] border-b border-line px-4 pt-2">
      <Skeleton className="h-5 w-full" />
    </div>
    <div className="h-10 border-b border-line" />
    <div className="min-h-0 flex-1 border-t border-line bg-terminal" />
  </div>
);

function useReveal(port: number, offset: number | null) {
  const [reveal, setReveal] = useState<Reveal | null>(
    offset === null ? null : { port, offset, line: '', turn: 0 },
  );
  const show = useCallback(
    (evidence: Evidence) =>
      setReveal((before) => ({
        port: evidence.port ?? 0,
        offset: evidence.offset,
        line: evidence.line,
        turn: (before?.turn ?? 0) + 1,
      })),
    [],
  );
  return [reveal, show] as const;
}

function Shown({ node }: { readonly node: NodeDetail }) {
  const place = usePlace();
  const { data: session } = useSession();
  const [reveal, show] = useReveal(place.port, place.offset);
  const gone = node.deletedAt !== null;
  const away = useHostsAway().get(node.host);
  const mayCreate = useMayWrite();
  const mayWrite = mayCreate && !gone;
  const first = gone ? 'boots' : 'console';
  useTitle(`${node.name} · ${progressTitle(node)}`);
  const onEvidence = (evidence: Evidence | null, stage: Stage): void => {
    if (evidence?.port == null) {
      place.go({ tab: 'details', said: stage, boot: null, offset: null });
      return;
    }
    place.go({ tab: null, said: null, port: String(evidence.port), offset: String(evidence.offset) });
    show(evidence);
  };
  const tabs = tabsOf({ node, place, reveal, mayWrite, known: session !== undefined });
  return (
    <div className="flex h-full min-h-[620px] flex-col">
      <NodeHeader node={node} known={gone || !away} mayWrite={mayWrite} />
      {away && !gone && <HostAway host={away} />}
      {/* Each boot has its own there. */}
      {(place.tab ?? first) !== 'boots' && (
        <PresentBoot
          node={node}
          mayWrite={mayWrite}
          mayCreate={mayCreate}
          overConsole={(place.tab ?? first) === 'console'}
          onEvidence={onEvidence}
        />
      )}
      {node.deletedAt !== null && (
        <p className="border-b border-line bg-sunken px-4 py-1.5 text-ink-2">
          Deleted <Age at={node.deletedAt} ago />. Nothing of it is left on the host; its boots, logs and
          operations are kept here, and it is found under{' '}
          <Link href="/?show=deleted" className="text-accent underline">
            deleted nodes
          </Link>
          .
        </p>
      )}
      <Tabs
        label="Node"
        chosen={place.tab ?? first}
        onChoose={(tab) =>
          place.go({ tab: tab === first ? null : tab, offset: null, boot: null, said: null })
        }
        entries={tabs}
      />
    </div>
  );
}

interface TabsOf {
  readonly node: NodeDetail;
  readonly place: ReturnType<typeof usePlace>;
  readonly reveal: Reveal | null;
  readonly mayWrite: boolean;
  /** Whether it is known who looks: a console is opened with the rights that are had. */
  readonly known: boolean;
}

function tabsOf({ node, place, reveal, mayWrite, known }: TabsOf): readonly TabEntry[] {
  return [
    ...(node.deletedAt !== null
      ? []
      : [
          {
            id: 'console',
            label: 'Console',
            content: known && (
              <ConsoleSplit
                node={node}
                port={place.port}
                onPort={(port) => place.go({ port: port === 0 ? null : String(port), offset: null })}
                reveal={reveal}
                mayWrite={mayWrite}
              />
            ),
          },
        ]),
    {
      id: 'boots',
      label: (
        <>
          Boots <span className="text-xs text-ink-3">{node.boots.length}</span>
        </>
      ),
      content: (
        <BootsTab node={node} chosen={place.boot} offset={place.offset} port={place.port} go={place.go} />
      ),
    },
    { id: 'details', label: 'Details', content: <DetailsTab node={node} said={place.said} /> },
    { id: 'activity', label: 'Activity', content: <ActivityTab node={node} /> },
  ];
}
