import { type Operation } from '../../lib/contract/operation.ts';
import { type Core } from '../core/api.ts';
import { eventually } from './eventually.ts';

/** Shorter than a test may take, so that what was waited for is told. */
const PATIENCE = 120_000;

/** The operation when it has ended, well or not. */
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
