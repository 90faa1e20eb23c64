import { type OperationKind } from '../../../lib/contract/operation.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Database, type OperationRow } from '../../db/api.ts';
import { type Context } from '../context.ts';
import { type NodeRegistry } from '../nodes/registry.ts';
import { type Operations } from './operations.ts';
import { type Runner } from './runner.ts';

/** Operations that may be done again from their first step; asking a guest twice to reboot is not one. */
const RESUMED: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'create',
  'start',
  'stop',
  'power-cycle',
  'delete',
]);

/** Something else was asked of the node since: what is undone of this one nobody wants any more. */
async function isOutdated({ operations }: Database, { nodeId, recordedAt }: OperationRow): Promise<boolean> {
  return (await operations.ofNode(nodeId)).some((other) => other.recordedAt > recordedAt);
}

/** Operations that an earlier process of this server had begun go on, or end as interrupted. */
export async function resumeOperations(
  { database, logger }: Context,
  registry: NodeRegistry,
  operations: Operations,
  runner: Runner,
): Promise<void> {
  for (const row of await database.operations.unfinished()) {
    operations.track(row);
    // A delete that was not told to have succeeded may have left nothing to be looked for.
    const isThere = registry.find(row.nodeId) !== undefined || row.kind === 'delete';
    if (isThere && RESUMED.has(row.kind) && !(await isOutdated(database, row))) {
      logger.info(
        { operation: row.id, kind: row.kind, node: row.nodeId },
        'going on where the server stopped',
      );
      runner.start(row);
    } else {
      const message = `The server stopped while "${row.kind}" was under way.`;
      const fix = 'Look at the state of the node, and ask again if need be.';
      await operations.failed(row.id, new ConsoleError('interrupted', message, { fix }));
    }
  }
}
