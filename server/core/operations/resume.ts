import { type OperationKind } from '../../../lib/contract/operation.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Context } from '../context.ts';
import { type NodeBook } from '../nodes/book.ts';
import { type Journal } from './journal.ts';
import { type Runner } from './runner.ts';

/** Operations that may be done again from their first step; asking a guest twice to reboot is not one. */
const RESUMED: ReadonlySet<OperationKind> = new Set<OperationKind>(['create', 'start', 'stop', 'delete']);

/** What an earlier life of this server had begun: goes on, or is told to have been interrupted. */
export async function resumeOperations(
  { database, logger }: Context,
  book: NodeBook,
  journal: Journal,
  runner: Runner,
): Promise<void> {
  for (const row of await database.operations.unfinished()) {
    journal.opened(row);
    if (RESUMED.has(row.kind) && book.find(row.nodeId) !== undefined) {
      logger.info(
        { operation: row.id, kind: row.kind, node: row.nodeId },
        'going on where the server stopped',
      );
      runner.start(row);
    } else {
      const message = `The server stopped while "${row.kind}" was under way.`;
      const fix = 'Look at the state of the node, and ask again if need be.';
      await journal.failed(row.id, new ConsoleError('interrupted', message, { fix }));
    }
  }
}
