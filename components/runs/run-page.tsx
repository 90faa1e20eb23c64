'use client';
import { stageNote, bootPeriod } from '../../lib/report/node-status.ts';
import { useDisconnectedHosts } from '../hosts/host-disconnected.tsx';
import { absolute, counted } from '../../lib/domain/format.ts';
import { classes, TD, TH } from '../ui/style.ts';
import type { Failure } from '../../lib/contract/boot.ts';
import type { Node } from '../../lib/contract/node.ts';
import type { Run } from '../../lib/contract/run.ts';
import { useDeletedNodes, useNodes, useRuns } from '../data/hooks.ts';
import { NodeLink, StageProgress } from '../nodes/cells.tsx';
import { StateWord } from '../timeline/stage-mark.tsx';
import { Empty } from '../ui/empty.tsx';
import { Age, Elapsed } from '../ui/moment.tsx';
import { Page, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useSearch } from '../ui/search.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { WallLink } from '../wall/wall-link.tsx';
import { RunActions } from './run-actions.tsx';
import { RunFunnel } from './run-funnel.tsx';
import { TimelineTab } from './timeline/timeline-tab.tsx';
import { RunBar, RunState, RunTime } from './run-state.tsx';

/** The nodes of one create request, deleted ones included. */
export function RunPage({ id }: { readonly id: string }) {
  const { data: runs, error } = useRuns();
  const { data: present } = useNodes();
  const { data: deleted } = useDeletedNodes();
  const run = runs?.find((one) => one.id === id);
  useTitle(run?.name ?? 'Run');
  if (error && !runs)
    return (
      <div className="p-4">
        <Problem error={error} />
      </div>
    );
  if (!runs || !present || !deleted)
    return (
      <Page title="Run">
        <SkeletonRows rows={6} label="Loading the run" />
      </Page>
    );
  if (!run)
    return (
      <Empty alone title="Run not found">
        This console has no run with this ID.
      </Empty>
    );
  const ofRun = (list: readonly Node[]) => list.filter((node) => run.nodeIds.includes(node.id));
  const there = ofRun(present);
  const nodes = [...there, ...ofRun(deleted)].toSorted(inOrder);
  return (
    <Page
      title={run.name}
      aside={<RunFacts run={run} deleting={there.filter(isDeleting).length} />}
      action={<RunActions run={run} present={there} />}
    >
      {run.placement.length > 0 && (
        <ul aria-label="Why on these hosts" className="border-b border-line px-4 py-2 text-ink-2">
          {run.placement.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <RunNotes run={run} />
      <RunFunnel nodes={nodes} />
      <RunTabs run={run} nodes={nodes} />
    </Page>
  );
}

/** Those that are there come first. */
const inOrder = (one: Node, other: Node): number =>
  Number(one.deletedAt !== null) - Number(other.deletedAt !== null) ||
  one.name.localeCompare(other.name, 'en', { numeric: true });

function RunTabs({ run, nodes }: { readonly run: Run; readonly nodes: readonly Node[] }) {
  const [tab, setTab] = useSearch('tab');
  const count = <span className="text-xs text-ink-3">{nodes.length}</span>;
  return (
    <Tabs
      label="Run"
      chosen={tab === 'timeline' ? tab : 'nodes'}
      onChoose={(chosen) => setTab(chosen === 'nodes' ? '' : chosen)}
      entries={[
        { id: 'nodes', label: <>Nodes {count}</>, content: <RunNodes nodes={nodes} /> },
        { id: 'timeline', label: 'Timeline', content: <TimelineTab run={run.id} nodes={nodes} /> },
      ]}
    />
  );
}

/** Why nothing begins to boot, and who ended it. */
function RunNotes({ run: { hold, waiting, cancelled, failed } }: { readonly run: Run }) {
  if (hold === null && cancelled === null) return null;
  return (
    <div className="border-b border-line px-4 py-2" role="status">
      {hold !== null && (
        <p className="text-warn">
          {hold.by === null ? `Stopped after failures (${failed} failed)` : `Paused by ${hold.by}`}{' '}
          <Age at={hold.since} ago />. {counted(waiting, 'node')} {waiting === 1 ? 'waits' : 'wait'}; what
          boots goes on.
        </p>
      )}
      {cancelled !== null && (
        <p className="text-ink-2">
          Cancelled by {cancelled.by} <Age at={cancelled.at} ago />
          {cancelled.cleanUp ? ': what was not ready was deleted.' : ': what was not ready was powered off.'}
        </p>
      )}
    </div>
  );
}

function RunFacts({ run, deleting }: { readonly run: Run; readonly deleting: number }) {
  return (
    <span className="flex flex-wrap items-center gap-3">
      <RunState run={run} /> <RunBar run={run} />
      <span>
        {run.ready} of {run.nodeIds.length} ready
      </span>
      {deleting > 0 && (
        <span className="text-warn">
          Deleting {deleting} of {run.nodeIds.length}
        </span>
      )}
      <RunTime run={run} />
      {run.nodeIds.length > 0 && <WallLink run={run.id} />}
      <span title={absolute(run.createdAt)}>
        {run.template} · by {run.createdBy}
      </span>
    </span>
  );
}

function RunNodes({ nodes }: { readonly nodes: readonly Node[] }) {
  const away = useDisconnectedHosts();
  return (
    <ScrollX label="Nodes of the run">
      <table className="stacked w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Node</th>
            <th className={TH}>State</th>
            <th className={TH}>Stage</th>
            <th className={TH}>Serial</th>
            <th className={`${TH} pr-4 text-right`}>Time to ready</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <NodeLine key={node.id} node={node} known={!away.has(node.host)} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

const isDeleting = ({ operation }: Node): boolean =>
  operation?.kind === 'delete' && operation.endedAt === null;

function NodeLine({ node, known }: { readonly node: Node; readonly known: boolean }) {
  const gone = node.deletedAt !== null;
  const way = bootPeriod(node);
  const busy = node.operation?.endedAt === null;
  // A failure has its own line.
  const note = node.failure && !busy ? '' : gone ? 'history kept' : stageNote(node);
  return (
    <tr className={classes('border-b border-line', gone ? 'text-ink-2' : 'bg-panel hover:bg-hover')}>
      <td className={`${TD} pl-4`}>
        <NodeLink node={node} place={gone ? '?tab=boots' : ''} />
      </td>
      <td className={TD}>{gone ? 'deleted' : <StateWord state={node.state} known={known} />}</td>
      <td data-whole className={`${TD} w-full max-w-0 min-w-80 py-1.5`}>
        <StageProgress node={node} note={note} />
        {node.failure && <Why failure={node.failure} />}
      </td>
      <td className={`${TD} font-mono text-xs`}>{node.serial}</td>
      <td className={`${TD} pr-4 text-right`}>{way && <Elapsed from={way.from} to={way.to} />}</td>
    </tr>
  );
}

const Why = ({ failure: { cause, fix } }: { readonly failure: Failure }) => (
  <p className="text-xs whitespace-normal text-ink-2">
    {cause} <span className="font-medium text-ink">Next:</span> {fix}
  </p>
);
