import type { Node } from '../contract/node.ts';
import type { Run } from '../contract/run.ts';
import type { RunTimeline, TimelineNode } from '../contract/run-timeline.ts';
import { stageSpans } from '../domain/stage-spans.ts';
import type { FailureClass, Stage } from '../domain/stages.ts';
import { runSummary, UPSTREAM_CODES } from './run-summary.ts';

/** What upstream's scripts call the part of the way that a stage belongs to. */
const CLASSES: Readonly<Partial<Record<Stage, FailureClass>>> = {
  firmware: 'boot',
  address: 'boot',
  'http-boot': 'boot',
  ipxe: 'ipxe',
  'micro-os-download': 'ipxe',
  'micro-os': 'onboarding',
  onboarding: 'onboarding',
  provisioning: 'workflow',
  'os-boot': 'os',
};

const codesOf = (family: FailureClass | undefined): string | null =>
  family === undefined || family === 'host' ? null : UPSTREAM_CODES[family];

function timelineNode(node: Node): TimelineNode {
  const { id, name, host, stage, createdAt, readyAt, failure } = node;
  return {
    ...{ id, name, host, stage, createdAt, readyAt },
    isDeleted: node.deletedAt !== null,
    boot: node.bootNumber,
    failure:
      failure === null
        ? null
        : {
            ...{ class: failure.class, cause: failure.cause, stage: failure.stage },
            upstreamCodes: codesOf(failure.class),
          },
    stages: stageSpans(node.stages, readyAt),
  };
}

/** `nodes` have the stages of the boots that made them ready, or of their last ones. */
export function runTimeline(
  run: Pick<Run, 'id' | 'createdAt' | 'endedAt'>,
  nodes: readonly Node[],
): RunTimeline {
  const { stages, slowest, criticalPath } = runSummary(nodes);
  return {
    run: run.id,
    startedAt: run.createdAt,
    endedAt: run.endedAt,
    nodes: nodes.map(timelineNode),
    stages: stages.map((each) => ({ ...each, upstreamCodes: codesOf(CLASSES[each.stage]) })),
    slowest: slowest?.stage ?? null,
    criticalPath:
      criticalPath === null ? null : { node: criticalPath.node, stages: [...criticalPath.stages] },
  };
}
