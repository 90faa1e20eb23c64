import { ConsoleError } from '../../../lib/contract/error.ts';
import type { CreateRequest } from '../../../lib/contract/node.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import { chooseSerials } from './naming.ts';

/** How many candidates beyond the required number are checked before the pattern fails. */
const FURTHEST = 2_000;

/**
 * Serial numbers that neither a node nor a host at the orchestrator has. Explicitly requested numbers are used as they
 * are: a conflict is reported by the registration.
 */
export async function freeSerials(
  request: CreateRequest,
  used: ReadonlySet<string>,
  subnet: string | null,
  orchestrator: Pick<OrchestratorAdapter, 'registered' | 'name'>,
): Promise<string[]> {
  const { count, serials, serialPattern } = request;
  const isCounted = serialPattern === undefined || /\{n+\}/.test(serialPattern);
  if (serials !== undefined || !isCounted) return chooseSerials(request, used, subnet);
  for (let ahead = 0; ahead < FURTHEST; ahead = 2 * ahead + 8) {
    const candidates = chooseSerials({ ...request, count: count + ahead }, used, subnet);
    // An orchestrator that does not answer fails the registration later.
    const registered = new Set(await orchestrator.registered(candidates).catch(() => []));
    const free = candidates.filter((serial) => !registered.has(serial));
    if (free.length >= count) return free.slice(0, count);
  }
  const message = `"${orchestrator.name}" has hosts with the next ${FURTHEST} serial numbers of this pattern.`;
  throw new ConsoleError('conflict', message, {
    fix: 'Give another pattern or serial numbers, or delete unused hosts there.',
    errors: [{ field: 'serialPattern', message }],
  });
}
