'use client';
import { progressTitle } from '../../../lib/report/node-status.ts';
import { HostDisconnected, useDisconnectedHosts } from '../../hosts/host-disconnected.tsx';
import { useCallback, useState } from 'react';
import dynamic from 'next/dynamic';
import { usePathname, useSearchParams } from 'next/navigation';
import type { Evidence } from '../../../lib/contract/boot.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import { useNode, useSession, useAllowed } from '../../data/hooks.ts';
import type { Reveal } from '../../console/serial-pane.tsx';
import { Link } from '../../ui/link.tsx';
import { Age } from '../../ui/moment.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs, type TabEntry } from '../../ui/tabs.tsx';
import { useTitle } from '../../ui/title.ts';
import { NodeUsage } from '../../usage/usage-panel.tsx';
import { NodePreflight } from '../preflight.tsx';
import { FaultBanner } from '../faults/fault-banner.tsx';
import { CheckpointsTab } from '../checkpoints/checkpoints-tab.tsx';
import { ActivityTab } from './activity-tab.tsx';
import { BootsTab } from './boots-tab.tsx';
import { DetailsTab } from './details-tab.tsx';
import { FirmwareTab } from './firmware-tab.tsx';
import { NodeHeader } from './node-header.tsx';
import { PresentBoot } from './present-boot.tsx';

// Terminal and screen are loaded when they are shown.
const Presence = dynamic(async () => (await import('../../console/presence.tsx')).Presence, { ssr: false });
const ConsoleSplit = dynamic(async () => (await import('../../console/console-split.tsx')).ConsoleSplit, {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1 bg-terminal" />,
});

/** A time in a recording; null: none, or no number. */
const secondsOf = (text: string | null): number | null =>
  text !== null && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;

/** The query of the address: tab, port, boot and offset in the log, or the time in its replay. */
function useUrlState() {
  const params = useSearchParams();
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
      // Nothing of it comes from the server, so that the router need not ask for the page again.
      window.history.replaceState(null, '', query === '' ? path : `${path}?${query}`);
    },
    [path],
  );
  return {
    tab: params.get('tab'),
    port: number('port') === 1 ? 1 : 0,
    boot: number('boot'),
    offset: number('offset'),
    view: params.get('view') === 'replay' ? ('replay' as const) : ('log' as const),
    start: { seconds: secondsOf(params.get('t')), stage: params.get('stage') },
    highlighted: params.get('statuses'),
    go,
  };
}

/** What belongs to one tab only. */
const ELSEWHERE = { offset: null, boot: null, highlighted: null, view: null, t: null, stage: null };

export function NodePage({ id }: { readonly id: string }) {
  const { data: found, error, refetch } = useNode(id);
  // Changes arrive under its id; the address may have its name.
  const { data: live } = useNode(found?.id ?? id);
  const node = live ?? found;
  if (error instanceof ConsoleError && error.code === 'not-found')
    return (
      <Empty
        alone
        title="Node not found"
        action={
          <Link href="/?show=deleted" className="text-accent underline">
            Show deleted nodes
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
  <div role="status" aria-label="Loading the node" className="flex h-full flex-col">
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
  const urlState = useUrlState();
  const { data: session } = useSession();
  const [reveal, show] = useReveal(urlState.port, urlState.offset);
  const gone = node.deletedAt !== null;
  const away = useDisconnectedHosts().get(node.host);
  const mayCreate = useAllowed('nodes.create');
  const mayControl = useAllowed('nodes.power') && !gone;
  const mayType = useAllowed('console.write') && !gone;
  const first = gone ? 'boots' : 'console';
  useTitle(`${node.name} · ${progressTitle(node)}`);
  const onEvidence = (evidence: Evidence | null, stage: Stage): void => {
    if (evidence?.port == null) {
      urlState.go({ tab: 'details', highlighted: stage, boot: null, offset: null });
      return;
    }
    urlState.go({
      tab: null,
      highlighted: null,
      port: String(evidence.port),
      offset: String(evidence.offset),
    });
    show(evidence);
  };
  const tabs = tabsOf({ node, urlState, reveal, mayType, mayControl, known: session !== undefined });
  return (
    <div className="flex h-full min-h-[620px] flex-col">
      <NodeHeader node={node} known={gone || !away} mayWrite={mayControl} />
      {away && !gone && <HostDisconnected host={away} />}
      <FaultBanner node={node} />
      {/* The boots tab shows a timeline per boot. */}
      {(urlState.tab ?? first) !== 'boots' && (
        <PresentBoot
          node={node}
          mayWrite={mayControl}
          mayCreate={mayCreate}
          overConsole={(urlState.tab ?? first) === 'console'}
          onEvidence={onEvidence}
        />
      )}
      {node.deletedAt !== null && (
        <p className="border-b border-line bg-sunken px-4 py-1.5 text-ink-2">
          Deleted <Age at={node.deletedAt} ago />. Everything was removed from its host. Its boots, logs and
          operations are kept under{' '}
          <Link href="/?show=deleted" className="text-accent underline">
            deleted nodes
          </Link>
          .
        </p>
      )}
      <Tabs
        label="Node"
        chosen={urlState.tab ?? first}
        onChoose={(tab) => urlState.go({ ...ELSEWHERE, tab: tab === first ? null : tab })}
        entries={tabs}
        aside={node.deletedAt === null && <Presence node={node.id} />}
      />
    </div>
  );
}

interface TabsOf {
  readonly node: NodeDetail;
  readonly urlState: ReturnType<typeof useUrlState>;
  readonly reveal: Reveal | null;
  readonly mayType: boolean;
  readonly mayControl: boolean;
  /** Whether the session is loaded: a console is opened with the user's permissions. */
  readonly known: boolean;
}

function tabsOf({ node, urlState, reveal, mayType, mayControl, known }: TabsOf): readonly TabEntry[] {
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
                port={urlState.port}
                onPort={(port) => urlState.go({ port: port === 0 ? null : String(port), offset: null })}
                reveal={reveal}
                mayWrite={mayType}
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
      content: <BootsTab node={node} chosen={urlState.boot} {...urlState} />,
    },
    ...(mayControl
      ? [{ id: 'preflight', label: 'Pre-flight', content: <NodePreflight id={node.id} /> }]
      : []),
    {
      id: 'details',
      label: 'Details',
      content: <DetailsTab node={node} highlighted={urlState.highlighted} />,
    },
    ...(node.deletedAt === null ? presentTabs(node) : []),
    { id: 'activity', label: 'Activity', content: <ActivityTab node={node} /> },
  ];
}

/** What a deleted node has none of. */
const presentTabs = (node: NodeDetail): readonly TabEntry[] => [
  {
    id: 'metrics',
    label: 'Metrics',
    content: <NodeUsage id={node.id} vcpus={node.vcpus} memoryMiB={node.memoryMiB} />,
  },
  { id: 'checkpoints', label: 'Checkpoints', content: <CheckpointsTab node={node} /> },
  { id: 'firmware', label: 'Firmware', content: <FirmwareTab node={node} /> },
];
