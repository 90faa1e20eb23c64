import type { StageEvent } from '../../contract/boot.ts';
import type { Node } from '../../contract/node.ts';
import type { Notice } from '../../contract/notice.ts';
import type { Run } from '../../contract/run.ts';
import { counted, duration } from '../format.ts';
import { printable } from '../printable.ts';
import { isFailed, STAGE_FACTS, type Stage, stageTitle } from '../stages.ts';

type NoticedNode = Pick<
  Node,
  | 'id'
  | 'name'
  | 'serial'
  | 'uuid'
  | 'host'
  | 'template'
  | 'orchestrator'
  | 'runId'
  | 'bootNumber'
  | 'address'
  | 'stage'
  | 'failure'
  | 'createdAt'
  | 'deletedAt'
> & { readonly stages: readonly StageEvent[] };

const aboutNode = (node: NoticedNode, stage: Stage) => ({
  ...{ path: `/nodes/${node.id}`, run: null },
  node: {
    ...{ id: node.id, name: node.name, serial: node.serial, uuid: node.uuid, host: node.host },
    ...{ template: node.template, orchestrator: node.orchestrator, run: node.runId },
    ...{ boot: node.bootNumber, stage, address: node.address },
  },
});

/** What has to be told of a node as it is now: that it is ready, or that its boot failed. */
export function nodeNotice(node: NoticedNode): Notice | null {
  // A create that failed is taken back, and nothing of the node is left.
  if (node.deletedAt !== null && node.failure?.stage !== 'defined') return null;
  if (node.stage === 'ready') return readyNotice(node);
  return isFailed(node.stage) ? failedNotice(node) : null;
}

function readyNotice(node: NoticedNode): Notice | null {
  const ready = node.stages.findLast(({ stage }) => stage === 'ready');
  const [first] = node.stages;
  if (ready === undefined || first === undefined) return null;
  const took = Date.parse(ready.startedAt) - Date.parse(first.startedAt);
  const where = node.address === null ? `on ${node.host}` : `on ${node.host}, at ${node.address}`;
  return {
    ...{ id: `node.ready:${node.id}:${node.bootNumber ?? 0}`, type: 'node.ready', at: ready.startedAt },
    title: `${node.name} is ready`,
    text: `${node.name} (serial number ${node.serial}) is ready ${where}, ${duration(took)} after its boot began.`,
    ...aboutNode(node, 'ready'),
    failure: null,
  };
}

const KEY_CHARACTERS = 200;

function failedNotice(node: NoticedNode): Notice | null {
  const { failure, stages } = node;
  // A node is known a moment before its boot; one whose create failed has none.
  if (failure === null || (stages.length === 0 && failure.stage !== 'defined')) return null;
  const { stage, fix } = failure;
  // The orchestrator may have worded it.
  const cause = printable(failure.cause);
  const how = node.stage === 'timed-out' ? 'timed out' : 'failed';
  return {
    id: `node.failed:${node.id}:${node.bootNumber ?? 0}:${stage}:${cause.slice(0, KEY_CHARACTERS)}`,
    ...{ type: 'node.failed', at: stages.at(-1)?.endedAt ?? stages.at(-1)?.startedAt ?? node.createdAt },
    title: `${node.name} ${how} in “${stageTitle(stage)}”`,
    text: fix === '' ? cause : `${cause} Next step: ${fix}`,
    ...aboutNode(node, stage),
    failure: { class: failure.class, cause, fix },
  };
}

/** A stage takes much longer than usual. */
export function stalledNotice(
  node: NoticedNode,
  { stage, took, usual, now }: { stage: Stage; took: number; usual: number | undefined; now: string },
): Notice {
  const usually = usual === undefined ? '' : `, usually ${duration(usual)}`;
  return {
    ...{ id: `node.stalled:${node.id}:${node.bootNumber ?? 0}:${stage}`, type: 'node.stalled', at: now },
    title: `${node.name} is slow in “${stageTitle(stage)}”`,
    text: `${node.name} has waited ${duration(took)}${usually} for ${STAGE_FACTS[stage].waitsFor}.`,
    ...aboutNode(node, stage),
    failure: null,
  };
}

/** That everything of a run has ended; null while something goes on, and for nodes that were left off. */
export function runNotice(run: Run): Notice | null {
  const { id, name, state, ready, failed, causes, endedAt } = run;
  if (endedAt === null || state === 'running' || state === 'defined') return null;
  const nodes = run.nodeIds.length;
  const why = causes.map(({ cause, nodes: of }) => `${of} × ${printable(cause)}`).join(' ');
  const sum = [`${ready} of ${counted(nodes, 'node')} ready`, ...(failed > 0 ? [`${failed} failed`] : [])];
  return {
    ...{ id: `run.done:${id}:${endedAt}`, type: 'run.done', at: endedAt },
    title: `${name}: ${OUTCOMES[state]}`,
    text: `${sum.join(', ')}, ${duration(Date.parse(endedAt) - Date.parse(run.createdAt))} after it began.${why === '' ? '' : ` ${why}`}`,
    ...{ path: `/runs/${id}`, node: null, failure: null },
    run: { id, name, state, ready, failed, causes, nodes },
  };
}

const OUTCOMES: Readonly<Record<Exclude<Run['state'], 'running' | 'defined'>, string>> = {
  succeeded: 'every node is ready',
  failed: 'done with failures',
  cancelled: 'cancelled',
  deleted: 'its nodes are deleted',
};
