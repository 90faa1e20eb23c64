'use client';
import Link from 'next/link';
import { type Node } from '../../lib/contract/node.ts';
import { useDeletedNodes, useNodes, useRuns } from '../data/hooks.ts';
import { StageBar } from '../timeline/stage-bar.tsx';
import { StageMark, StateWord } from '../timeline/stage-mark.tsx';
import { stageTitle } from '../timeline/words.ts';
import { Empty } from '../ui/empty.tsx';
import { absolute } from '../ui/duration.ts';
import { Elapsed } from '../ui/moment.tsx';
import { Page, TD, TH } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { ScrollX } from '../ui/scroll-x.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { CreateLink } from './create-link.tsx';
import { RunBar, RunState } from './run-state.tsx';

/** One create: its nodes side by side, and those that are gone by their history. */
export function RunPage({ id }: { readonly id: string }) {
  const { data: runs, error } = useRuns();
  const { data: nodes } = useNodes();
  const { data: deleted } = useDeletedNodes();
  const run = runs?.find((one) => one.id === id);
  const here = nodes?.filter((node) => run?.nodeIds.includes(node.id));
  if (error && !runs)
    return (
      <div className="p-4">
        <Problem error={error} />
      </div>
    );
  if (!runs || !here)
    return (
      <Page title="Run">
        <SkeletonRows rows={6} label="Fetching the run" />
      </Page>
    );
  if (!run)
    return (
      <Empty alone title="There is no such run">
        It is not among the runs that are known.
      </Empty>
    );
  const gone = run.nodeIds.filter((nodeId) => !here.some((node) => node.id === nodeId));
  return (
    <Page
      title={`Run of ${absolute(run.createdAt)}`}
      aside={
        <span className="flex flex-wrap items-center gap-3">
          <RunState state={run.state} /> <RunBar run={run} /> {run.ready} of {run.nodeIds.length} ready ·{' '}
          {run.template} · by {run.createdBy}
        </span>
      }
      action={<CreateLink />}
    >
      <ScrollX label="Nodes of the run">
        <table className="w-full">
          <thead>
            <tr className="border-b border-line">
              <th className={`${TH} pl-4`}>Node</th>
              <th className={TH}>State</th>
              <th className={TH}>Stage</th>
              <th className={TH}>Serial</th>
              <th className={`${TH} pr-4 text-right`}>To ready</th>
            </tr>
          </thead>
          <tbody>
            {here.map((node) => (
              <NodeLine key={node.id} node={node} />
            ))}
            {gone.map((nodeId) => (
              <GoneLine key={nodeId} id={nodeId} node={deleted?.find((node) => node.id === nodeId)} />
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Page>
  );
}

function NodeLine({ node }: { readonly node: Node }) {
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} pl-4`}>
        <Link href={`/nodes/${node.id}`} className="font-mono text-xs font-medium hover:underline">
          {node.name}
        </Link>
      </td>
      <td className={TD}>
        <StateWord state={node.state} />
      </td>
      <td className={`${TD} w-full`}>
        <span className="flex items-center gap-2.5">
          <span className="w-28">
            <StageBar node={node} />
          </span>
          <StageMark node={node} />
          {stageTitle(node.stage)}
        </span>
      </td>
      <td className={`${TD} font-mono text-xs`}>{node.serial}</td>
      <td className={`${TD} pr-4 text-right`}>
        <Elapsed
          from={node.createdAt}
          to={node.readyAt ?? (node.failure ? (node.stages.at(-1)?.endedAt ?? null) : null)}
        />
      </td>
    </tr>
  );
}

function GoneLine({ id, node }: { readonly id: string; readonly node: Node | undefined }) {
  return (
    <tr className="border-b border-line text-ink-2">
      <td className={`${TD} pl-4 font-mono text-xs`}>
        <Link href={`/nodes/${id}?tab=boots`} className="hover:underline">
          {node?.name ?? id.slice(0, 13)}
        </Link>
      </td>
      <td className={TD}>deleted</td>
      <td className={`${TD} w-full`}>
        {node && (
          <span className="flex items-center gap-2.5">
            <span className="w-28">
              <StageBar node={node} />
            </span>
            <StageMark node={node} />
            {stageTitle(node.stage)}
            <span className="text-ink-3">its boots and logs are kept</span>
          </span>
        )}
      </td>
      <td className={`${TD} font-mono text-xs`}>{node?.serial}</td>
      <td className={`${TD} pr-4 text-right`}>
        {node?.readyAt != null && <Elapsed from={node.createdAt} to={node.readyAt} />}
      </td>
    </tr>
  );
}
