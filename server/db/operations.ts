import type { Database, OperationRow } from './api.ts';
import type { Client } from './client.ts';
import { jsonOrNull, operationRow, parsedAll, parsedOrNull } from './rows.ts';

export function operationsIn(client: Client): Database['operations'] {
  return {
    record: async (operation) => {
      await client.operation.create({ data: operationColumns(operation) });
    },
    update: async (id, { step, error, ...plain }) => {
      await client.operation.update({
        where: { id },
        data: {
          ...plain,
          ...(step === undefined ? {} : { step: jsonOrNull(step) }),
          ...(error === undefined ? {} : { error: jsonOrNull(error) }),
        },
      });
    },
    unfinished: async () =>
      parsedAll(
        operationRow,
        await client.operation.findMany({
          where: { state: { in: ['recorded', 'acting'] } },
          orderBy: { recordedAt: 'asc' },
        }),
      ),
    get: async (id) => parsedOrNull(operationRow, await client.operation.findUnique({ where: { id } })),
    ofNode: async (nodeId) =>
      parsedAll(
        operationRow,
        await client.operation.findMany({ where: { nodeId }, orderBy: { recordedAt: 'asc' } }),
      ),
  };
}

export function operationColumns(operation: OperationRow) {
  return {
    ...operation,
    step: jsonOrNull(operation.step),
    request: JSON.stringify(operation.request),
    error: jsonOrNull(operation.error),
  };
}
