'use client';
import { useNodes, useRuns } from '../data/hooks.ts';
import { RunFunnel } from '../runs/run-funnel.tsx';
import { RunBar, RunState, RunTime } from '../runs/run-state.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { ChosenNode } from './shared-nodes.tsx';

/** The nodes of a run, and how far they came together. */
export function SharedRun({ id }: { readonly id: string }) {
  const { data: runs } = useRuns();
  const { data: nodes } = useNodes();
  const run = runs?.find((one) => one.id === id);
  if (!nodes || !run) return <SkeletonRows rows={5} label="Loading the run" />;
  return (
    <ChosenNode nodes={nodes}>
      <div className="flex flex-wrap items-center gap-3 border-b border-line bg-panel px-4 py-2">
        <h1 className="sr-only">{run.name}</h1>
        <RunState run={run} /> <RunBar run={run} />
        <span className="text-ink-3">
          {run.ready} of {run.nodeIds.length} ready
        </span>
        <RunTime run={run} />
      </div>
      <RunFunnel nodes={nodes} />
    </ChosenNode>
  );
}
