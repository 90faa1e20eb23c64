import type { Database } from './api.ts';
import type { Client, Transaction } from './client.ts';

export function historyIn(client: Client, transaction: Transaction): Database['history'] {
  return {
    removeNode: (id) =>
      transaction(async (writer) => {
        const node = { id, deletedAt: { not: null } };
        await writer.stageEvent.deleteMany({ where: { boot: { node } } });
        await writer.boot.deleteMany({ where: { node } });
        await writer.operation.deleteMany({ where: { node } });
        await writer.node.deleteMany({ where: node });
      }),
    removeEmptyRuns: async () => {
      await client.run.deleteMany({ where: { nodes: { none: {} } } });
    },
  };
}
