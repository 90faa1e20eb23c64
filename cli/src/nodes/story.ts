import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Node } from '../../../lib/contract/node.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { ENDINGS, STAGE_FACTS } from '../../../lib/domain/stages.ts';
import { hasReached, isStage, type StageOrEnding } from '../../../lib/report/progress.ts';

const isEnding = (stage: StageOrEnding): boolean => ENDINGS.some((each) => each === stage);

/** Whether nothing more is to be expected without somebody acting. */
export const isOver = ({ stage, deletedAt }: Node): boolean =>
  deletedAt !== null || stage === 'ready' || isEnding(stage);

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
