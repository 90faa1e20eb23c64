import { type Node } from '../contract/node.ts';
import { type Stage, stageIndex, STAGES } from '../domain/stages.ts';

export type StageOrEnding = Node['stage'];

export const isStage = (stage: StageOrEnding): stage is Stage => STAGES.some((each) => each === stage);

/** Whether the node has come as far as `stage`, or ended that way. */
export function hasReached(node: Node, stage: StageOrEnding): boolean {
  if (node.stage === stage) return true;
  if (!isStage(stage) || node.deletedAt !== null) return false;
  if (isStage(node.stage)) return stageIndex(node.stage) >= stageIndex(stage);
  return node.stages.some((event) => stageIndex(event.stage) > stageIndex(stage));
}

/** "provisioning 3/7 writing the image": where a node is, in a line. */
export function whereItIs(node: Node): string {
  if (node.failure !== null) return `${node.stage}: ${node.failure.cause}`;
  if (node.deletedAt !== null) return node.readyAt === null ? 'deleted before it was ready' : 'was ready';
  const step = node.progress;
  if (step === null) return node.stage;
  return `${node.stage} ${step.step}/${step.total} ${step.text}`.trimEnd();
}
