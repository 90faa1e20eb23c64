import { ConsoleError } from '../../../lib/contract/error.ts';
import type { HostEntryToRegister } from '../../../lib/contract/node-entry.ts';
import type { RegisterRequest } from '../../../lib/contract/project-host.ts';
import { mergedDetails } from '../../../lib/contract/host-details.ts';
import type { Identity, OrchestratorAdapter } from '../../orchestrator/api.ts';
import { asConsoleError } from '../context.ts';

export const identityOf = ({ serial = '', uuid = '' }: HostEntryToRegister): Identity => ({ serial, uuid });

/** Registers all of them, or none: if one is refused, those before it are removed again. */
export async function registerAll(
  orchestrator: OrchestratorAdapter,
  { hosts, details, autoOnboard }: RegisterRequest,
): Promise<void> {
  const done: Identity[] = [];
  for (const entry of hosts) {
    const identity = identityOf(entry);
    const own = mergedDetails(details, entry.details);
    const name = entry.name ?? (identity.serial || identity.uuid.slice(0, 8));
    try {
      done.push(identity);
      await orchestrator.register({ ...identity, name, details: own, autoOnboard });
      const { osProfile, secureBoot = false } = entry;
      if (osProfile !== undefined)
        await orchestrator.chooseOs({ ...identity, details: own, secureBoot }, osProfile);
    } catch (error) {
      throw await undone(orchestrator, done, name, error);
    }
  }
}

async function undone(
  orchestrator: OrchestratorAdapter,
  done: readonly Identity[],
  name: string,
  error: unknown,
): Promise<ConsoleError> {
  const { code, message, fix } = asConsoleError(error);
  const outcomes = await Promise.allSettled(done.map((identity) => orchestrator.remove(identity)));
  const left = done.filter((_, index) => outcomes[index]?.status === 'rejected');
  const rest =
    left.length === 0
      ? 'Nothing was registered.'
      : `Not removed again: ${left.map(({ serial, uuid }) => serial || uuid).join(', ')}.`;
  return new ConsoleError(code, `${name} was refused: ${message} ${rest}`, { fix, cause: error });
}
