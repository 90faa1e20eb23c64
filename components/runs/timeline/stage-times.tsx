import type { RunTimeline } from '../../../lib/contract/run-timeline.ts';
import { duration } from '../../../lib/domain/format.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { ScrollX } from '../../ui/page.tsx';
import { TD, TH } from '../../ui/style.ts';

/** How long each stage took over all nodes, and which exit codes upstream's scripts have for it. */
export function StageTimes({ timeline: { stages, slowest } }: { readonly timeline: RunTimeline }) {
  const most = Math.max(1, ...stages.map(({ median }) => median));
  return (
    <ScrollX label="Times of stages">
      <table className="w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Stage</th>
            <th aria-hidden className={`${TH} w-full max-md:hidden`} />
            <th className={`${TH} text-right`}>Nodes</th>
            <th className={`${TH} text-right`}>Median</th>
            <th className={`${TH} text-right`}>Longest</th>
            <th className={TH}>on</th>
            <th
              className={`${TH} pr-4`}
              title="Exit codes of the upstream scripts (socket_login.exp) for failures in this part of the way"
            >
              Upstream codes
            </th>
          </tr>
        </thead>
        <tbody>
          {stages.map(({ stage, nodes, median, longest, longestAt, upstreamCodes }) => (
            <tr key={stage} className="border-b border-line bg-panel last:border-0">
              <td className={`${TD} pl-4`}>
                {stageTitle(stage)}
                {stage === slowest && <span className="ml-2 text-xs font-medium text-warn">slowest</span>}
              </td>
              <td aria-hidden className={`${TD} max-md:hidden`}>
                <span
                  className="block h-1.5 min-w-px rounded-full bg-bar"
                  style={{ width: `${(100 * median) / most}%` }}
                />
              </td>
              <td className={`${TD} text-right tabular-nums`}>{nodes}</td>
              <td className={`${TD} text-right tabular-nums`}>{duration(median)}</td>
              <td className={`${TD} text-right tabular-nums`}>{duration(longest)}</td>
              <td className={TD}>{longestAt}</td>
              <td className={`${TD} pr-4 text-ink-3 tabular-nums`}>{upstreamCodes ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
