import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Node } from '../../../lib/contract/node.ts';
import { ENDINGS, type Stage, STAGE_FACTS, stageIndex, STAGES } from '../../../lib/domain/stages.ts';
import { printable } from '../../../lib/domain/printable.ts';

export type StageOrEnding = Node['stage'];

const isStage = (stage: StageOrEnding): stage is Stage => STAGES.some((each) => each === stage);

const isEnding = (stage: StageOrEnding): boolean => ENDINGS.some((each) => each === stage);

/** Whether nothing more is to be expected without somebody acting. */
export const isOver = ({ stage, deletedAt }: Node): boolean =>
  deletedAt !== null || stage === 'ready' || isEnding(stage);

/** Whether the node has come as far as `stage`, or ended that way. */
export function hasReached(node: Node, stage: StageOrEnding): boolean {
  if (node.stage === stage) return true;
  if (!isStage(stage) || node.deletedAt !== null) return false;
  if (isStage(node.stage)) return stageIndex(node.stage) >= stageIndex(stage);
  return node.stages.some((event) => stageIndex(event.stage) > stageIndex(stage));
}

/** Why what is waited for cannot come any more; null while it can. */
export function hopeless(node: Node, wanted: StageOrEnding): ConsoleError | null {
  if (hasReached(node, wanted)) return null;
  if (node.deletedAt !== null) {
    return new ConsoleError('not-found', `${node.name} was deleted before it reached ${wanted}.`, {
      fix: `Its history remains: ven show ${node.id}`,
    });
  }
  if (!isOver(node)) return null;
  const cause = node.failure?.cause ?? `its story ended with "${node.stage}"`;
  const next = node.failure?.fix ?? '';
  return new ConsoleError('interrupted', `${node.name} did not reach ${wanted}: ${printable(cause)}`, {
    fix: [printable(next), `Its console: ven log ${node.name}`].filter((each) => each !== '').join(' '),
  });
}

export const waitsFor = ({ stage }: Node): string =>
  isStage(stage) && stage !== 'ready' ? `waiting for ${STAGE_FACTS[stage].waitsFor}` : '';

/** "provisioning 3/7 writing the image": where a node is, in a line. */
export function whereItIs(node: Node): string {
  if (node.deletedAt !== null) return 'deleted';
  const step = node.progress;
  if (node.failure !== null) return `${node.stage}: ${node.failure.cause}`;
  if (step === null) return node.stage;
  return `${node.stage} ${step.step}/${step.total} ${step.text}`.trimEnd();
}
