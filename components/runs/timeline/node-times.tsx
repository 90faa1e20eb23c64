import type { RunTimeline, TimelineNode } from '../../../lib/contract/run-timeline.ts';
import { timesOf } from '../../../lib/domain/stage-spans.ts';
import { duration } from '../../../lib/domain/format.ts';
import { inOrder, stageTitle, type Stage } from '../../../lib/domain/stages.ts';
import { Link } from '../../ui/link.tsx';
import { ScrollX } from '../../ui/page.tsx';
import { TD, TH } from '../../ui/style.ts';

/** What the bars show, as numbers. */
export function NodeTimes({ timeline: { nodes } }: { readonly timeline: RunTimeline }) {
  const stages = inOrder(nodes.flatMap((node) => node.stages.map(({ stage }) => stage)));
  return (
    <ScrollX label="Times of each node">
      <table className="w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Node</th>
            {stages.map((stage) => (
              <th key={stage} className={`${TH} text-right`}>
                {stageTitle(stage)}
              </th>
            ))}
            <th className={`${TH} pr-4`}>Outcome</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <NodeRow key={node.id} node={node} stages={stages} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function NodeRow({ node, stages }: { readonly node: TimelineNode; readonly stages: readonly Stage[] }) {
  const times = timesOf(node.stages);
  const open = node.stages.find(({ endedAt }) => endedAt === null)?.stage;
  const text = (stage: Stage): string => {
    const time = times.get(stage);
    if (stage === open) return 'running';
    return time === undefined ? '–' : duration(time);
  };
  return (
    <tr className="border-b border-line bg-panel last:border-0">
      <th scope="row" className={`${TD} pl-4 text-left font-medium`}>
        <Link href={`/nodes/${node.id}?tab=boots`} className="hover:underline">
          {node.name}
        </Link>
      </th>
      {stages.map((stage) => (
        <td key={stage} className={`${TD} text-right text-ink-2 tabular-nums`}>
          {text(stage)}
        </td>
      ))}
      <td className={`${TD} pr-4`}>{node.readyAt === null ? stageTitle(node.stage) : 'Ready'}</td>
    </tr>
  );
}
