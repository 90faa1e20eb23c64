'use client';
import { sinceRestart } from '../../../lib/domain/merge-stages.ts';
import { absolute } from '../../../lib/domain/format.ts';
import { useMemo } from 'react';
import type { Evidence } from '../../../lib/contract/boot.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { bootWay } from '../../../lib/domain/stage-explanations.ts';
import { useGrowing, useNodes, useOrchestrators } from '../../data/hooks.ts';
import { useUsualStagesOf } from '../../data/usual.ts';
import { ExplainToggle, StageExplanation, useExplaining } from '../../timeline/stage-explanation.tsx';
import { type BootPath, expectedStages } from '../../timeline/segments.ts';
import { StageTimeline, type Outcome } from '../../timeline/stage-timeline.tsx';
import { usualWay } from '../../../lib/domain/usual.ts';
import { WorkflowLane } from '../../timeline/workflow-lane.tsx';
import { PresentFailure, PresentProgress } from './present-verdict.tsx';

interface PresentBootProps {
  readonly node: NodeDetail;
  readonly mayWrite: boolean;
  /** Also of a node that is gone another one can be made. */
  readonly mayCreate: boolean;
  /** Whether the console lies under it. */
  readonly overConsole: boolean;
  readonly onEvidence: (evidence: Evidence | null, stage: Stage) => void;
}

function outcomeOf({ stage, state, readyAt }: NodeDetail): Outcome {
  if (stage === 'ready') return state === 'running' ? 'ready' : 'was ready';
  return stage === 'cancelled' && readyAt !== null ? 'was ready' : 'open';
}

/** The current or latest boot: its timeline and status. */
export function PresentBoot({ node, mayWrite, mayCreate, overConsole, onEvidence }: PresentBootProps) {
  const { data: nodes } = useNodes();
  const { id, template } = node;
  const usual = useUsualStagesOf(node);
  const way = useMemo(() => usualWay(nodes ?? [], { id, template }), [nodes, id, template]);
  const boot = node.boots.find(({ number }) => number === node.bootNumber);
  // The workflow's steps come only with the boots.
  useGrowing(id, node.stage === 'provisioning' && node.state === 'running');
  const installed = node.readyAt !== null && boot !== undefined && node.readyAt < boot.startedAt;
  const provisioned = node.stages.some(
    ({ stage, outcome }) => stage === 'provisioning' && outcome === 'passed',
  );
  const leg = sinceRestart(node.stages);
  const restarted = leg.length < node.stages.length ? leg[0]?.startedAt : undefined;
  const walk = { installed, first: node.expectedStages };
  return (
    <>
      <div className="border-b border-line bg-panel">
        <StageTimeline
          events={node.stages}
          walk={walk}
          usual={usual}
          outcome={outcomeOf(node)}
          running={node.state === 'running'}
          onEvidence={(event) => onEvidence(event.statuses.length > 0 ? null : event.evidence, event.stage)}
          aside={
            restarted
              ? `Restarted without power-off, ${absolute(restarted)}`
              : boot && <WorkflowLane steps={boot.steps} over={provisioned} />
          }
          controls={<ExplainToggle />}
        />
        <Explanation node={node} walk={walk} />
      </div>
      {node.failure ? (
        <PresentFailure
          key={node.bootNumber}
          node={node}
          failure={node.failure}
          mayCreate={mayCreate}
          overConsole={overConsole}
          onEvidence={(evidence) => onEvidence(evidence, node.failure?.stage ?? 'defined')}
        />
      ) : (
        node.deletedAt === null && (
          <PresentProgress
            key={node.bootNumber}
            node={node}
            usual={way}
            durations={usual}
            mayWrite={mayWrite}
            overConsole={overConsole}
            onEvidence={(evidence) => onEvidence(evidence, node.stages.at(-1)?.stage ?? 'defined')}
          />
        )
      )}
    </>
  );
}

function Explanation({ node, walk }: { readonly node: NodeDetail; readonly walk: BootPath }) {
  const [explaining] = useExplaining();
  const { data: orchestrators } = useOrchestrators();
  if (!explaining) return null;
  const kind = orchestrators?.find(({ name }) => name === node.orchestrator)?.kind ?? null;
  return (
    <StageExplanation
      stages={[...expectedStages(node.stages, walk), 'ready']}
      present={node.failure?.stage ?? node.stages.at(-1)?.stage ?? 'defined'}
      way={bootWay(kind)}
    />
  );
}
