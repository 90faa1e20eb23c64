'use client';
import type { Evidence } from '../../lib/contract/boot.ts';
import type { NodeDetail } from '../../lib/contract/node.ts';
import { duration } from '../../lib/domain/format.ts';
import { sinceRestart } from '../../lib/domain/merge-stages.ts';
import { bootWay } from '../../lib/domain/stage-explanations.ts';
import { useGrowing } from '../data/hooks.ts';
import { useUsualStagesOf } from '../data/usual.ts';
import { FailureBanner } from '../timeline/failure-banner.tsx';
import { FailureStrip } from '../timeline/failure-strip.tsx';
import { expectedStages } from '../timeline/segments.ts';
import { ExplainToggle, StageExplanation, useExplaining } from '../timeline/stage-explanation.tsx';
import { StageTimeline } from '../timeline/stage-timeline.tsx';
import { WorkflowLane } from '../timeline/workflow-lane.tsx';
import { Elapsed } from '../ui/moment.tsx';

interface SharedBootProps {
  readonly node: NodeDetail;
  readonly onEvidence: (evidence: Evidence | null) => void;
}

/** The present boot of a node, with what it means; nothing of it can be acted upon. */
export function SharedBoot({ node, onEvidence }: SharedBootProps) {
  const usual = useUsualStagesOf(node);
  const [explaining] = useExplaining();
  const boot = node.boots.find(({ number }) => number === node.bootNumber);
  useGrowing(node.id, node.stage === 'provisioning' && node.state === 'running');
  const installed = node.readyAt !== null && boot !== undefined && node.readyAt < boot.startedAt;
  const isReady = node.stage === 'ready';
  const walk = { installed, first: node.expectedStages };
  return (
    <>
      <div className="border-b border-line bg-panel">
        <StageTimeline
          events={node.stages}
          walk={walk}
          usual={usual}
          outcome={isReady ? (node.state === 'running' ? 'ready' : 'was ready') : 'open'}
          running={node.state === 'running'}
          onEvidence={(event) => onEvidence(event.evidence)}
          aside={boot && <WorkflowLane steps={boot.steps} over={isReady} />}
          controls={<ExplainToggle />}
        />
        {explaining && (
          <StageExplanation
            stages={[...expectedStages(node.stages, walk), 'ready']}
            present={node.failure?.stage ?? node.stages.at(-1)?.stage ?? 'defined'}
            way={bootWay(null)}
          />
        )}
      </div>
      {node.failure ? (
        <FailureStrip
          key={node.bootNumber}
          failure={node.failure}
          cause={node.failure.cause}
          overConsole
          onEvidence={onEvidence}
        >
          {(shown) =>
            node.failure && <FailureBanner failure={node.failure} onEvidence={shown} actions={null} />
          }
        </FailureStrip>
      ) : (
        <Progress node={node} />
      )}
    </>
  );
}

/** One line, always as high. */
function Progress({ node }: { readonly node: NodeDetail }) {
  const leg = sinceRestart(node.stages);
  const [first, last] = [leg[0]?.startedAt, leg.at(-1)?.startedAt];
  const isOn = node.state === 'running';
  return (
    <p
      role="status"
      className="flex min-h-9 items-center gap-2 border-b border-line bg-panel px-4 text-ink-2"
    >
      {node.stage === 'ready' && first !== undefined && last !== undefined && (
        <span className="text-good">Ready after {duration(Date.parse(last) - Date.parse(first))}</span>
      )}
      {isOn && node.stage !== 'ready' && first !== undefined && (
        <>
          Booting for <Elapsed from={first} to={null} />
        </>
      )}
      {!isOn && node.stage !== 'ready' && 'Powered off. It appears here when it starts.'}
    </p>
  );
}
