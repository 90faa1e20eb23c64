import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { isEnding } from '../../../lib/domain/stages.ts';
import { hasReached, type StageOrEnding } from '../../../lib/report/progress.ts';

/** Whether nothing more will happen unless somebody acts. */
export const isSettled = ({ stage, deletedAt }: Node): boolean =>
  deletedAt !== null || stage === 'ready' || isEnding(stage);

/** Why a node can no longer reach a stage; null while it can, or when it has. */
export function cannotReach(node: Node, wanted: StageOrEnding): ConsoleError | null {
  if (hasReached(node, wanted)) return null;
  if (node.deletedAt !== null) {
    return new ConsoleError('not-found', `${node.name} was deleted before it reached ${wanted}.`, {
      fix: `Its history remains: ven show ${node.id}`,
    });
  }
  if (!isSettled(node)) return null;
  const cause = node.failure?.cause ?? `its last stage was "${node.stage}"`;
  const next = node.failure?.fix ?? '';
  return new ConsoleError('interrupted', `${node.name} did not reach ${wanted}: ${printable(cause)}`, {
    fix: [printable(next), `Its console: ven log ${node.name}`].filter((each) => each !== '').join(' '),
  });
}
