'use client';
import { ScrollX } from '../../ui/page.tsx';
import { TD, TH } from '../../ui/style.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { Run } from '../../../lib/contract/run.ts';
import { useDeletedNodes, useRuns } from '../../data/hooks.ts';
import { Empty } from '../../ui/empty.tsx';
import { Link } from '../../ui/link.tsx';
import { Age } from '../../ui/moment.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { NodeLink, StageProgress } from '../cells.tsx';
import { matches } from './filter.ts';

/** Deleted nodes: how far each came, with links to its boots and logs. */
export function DeletedNodes({ filter }: { readonly filter: string }) {
  const { data, error, refetch } = useDeletedNodes();
  const { data: runs } = useRuns();
  if (error && !data)
    return (
      <div className="p-4">
        <Problem error={error} retry={() => void refetch()} />
      </div>
    );
  if (!data) return <SkeletonRows rows={8} label="Loading deleted nodes" />;
  const shown = data.filter((node) => matches(node, filter));
  if (shown.length === 0)
    return (
      <Empty title={data.length === 0 ? 'No deleted nodes' : 'No matching nodes'}>
        {data.length === 0
          ? 'Deleting a node removes everything from its host. Its boots, logs and operations are kept here.'
          : `No deleted node has “${filter}” in its name, serial, address, stage or host.`}
      </Empty>
    );
  return (
    <ScrollX label="Deleted nodes">
      <table className="stacked w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Name</th>
            <th className={TH}>Outcome</th>
            <th className={TH}>History</th>
            <th className={`${TH} max-lg:hidden`}>Serial</th>
            <th className={`${TH} max-xl:hidden`}>Host</th>
            <th className={TH}>Run</th>
            <th className={`${TH} max-lg:hidden`}>Created by</th>
            <th className={`${TH} pr-4 text-right`}>Deleted</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((node) => (
            <Row key={node.id} node={node} run={runs?.find(({ id }) => id === node.runId)} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Row({ node, run }: { readonly node: Node; readonly run: Run | undefined }) {
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} pl-4`}>
        <NodeLink node={node} />
      </td>
      <td data-whole className={`${TD} w-full max-w-0 min-w-72`}>
        <StageProgress node={node} note={node.failure?.cause ?? ''} />
      </td>
      <td className={TD}>
        <Link href={`/nodes/${node.id}?tab=boots`} className="text-accent hover:underline">
          Boots and logs
        </Link>
      </td>
      <td className={`${TD} font-mono text-xs max-lg:hidden`}>{node.serial}</td>
      <td className={`${TD} max-xl:hidden`}>{node.host}</td>
      <td className={TD}>
        <Link href={`/runs/${node.runId}`} className="text-ink-2 hover:underline">
          {run?.name ?? 'Run'}
        </Link>
      </td>
      <td className={`${TD} max-w-40 truncate max-lg:hidden`} title={node.createdBy}>
        {node.createdBy}
      </td>
      <td className={`${TD} pr-4 text-right text-ink-3`}>
        <Age at={node.deletedAt ?? node.createdAt} />
      </td>
    </tr>
  );
}
