import type { Operation } from '../../lib/contract/operation.ts';
import type { Core } from '../core/api.ts';
import { eventually } from './eventually.ts';

/** Shorter than a test's timeout, so that a failure names the awaited operation. */
const PATIENCE = 120_000;

/** The operation once it has succeeded or failed. */
export function outcomeOf(core: Pick<Core, 'operations'>, id: string): Promise<Operation> {
  let seen = '';
  return eventually(
    `the end of operation ${id}`,
    async () => {
      const operation = await core.operations.get(id);
      seen = JSON.stringify(operation);
      return operation.endedAt === null ? undefined : operation;
    },
    { patience: PATIENCE, seen: () => seen },
  );
}
