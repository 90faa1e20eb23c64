import type { OperationKind } from '../../../lib/contract/operation.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Database, OperationRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { Operations } from './operations.ts';
import type { Runner } from './runner.ts';

/** Operations that may be repeated from their first step; a reboot, for example, may not. */
const RESUMED: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'create',
  'start',
  'stop',
  'power-cycle',
  'netboot',
  'reprovision',
  'edit',
  'attach-disk',
  'detach-disk',
  'attach-nic',
  'detach-nic',
  'checkpoint',
  'go-back',
  'drop-checkpoint',
  'delete',
]);

/** A later operation on the node has superseded this one. */
async function isOutdated({ operations }: Database, { nodeId, recordedAt }: OperationRow): Promise<boolean> {
  return (await operations.ofNode(nodeId)).some((other) => other.recordedAt > recordedAt);
}

/** Resumes the operations that an earlier process of this server has begun, or ends them as interrupted. */
export async function resumeOperations(
  { database, logger }: Context,
  registry: NodeRegistry,
  operations: Operations,
  runner: Runner,
): Promise<void> {
  for (const row of await database.operations.unfinished()) {
    operations.track(row);
    // A delete whose success was not recorded may have left no node.
    const isThere = registry.find(row.nodeId) !== undefined || row.kind === 'delete';
    if (isThere && RESUMED.has(row.kind) && !(await isOutdated(database, row))) {
      logger.info({ operation: row.id, kind: row.kind, node: row.nodeId }, 'resuming an operation');
      runner.start(row);
    } else {
      const message = `The server stopped during "${row.kind}".`;
      const fix = 'Check the state of the node, and repeat the operation if necessary.';
      await operations.failed(row.id, new ConsoleError('interrupted', message, { fix }));
    }
  }
}
