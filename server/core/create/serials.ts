import { ConsoleError } from '../../../lib/contract/error.ts';
import { type CreateRequest } from '../../../lib/contract/node.ts';
import { type OrchestratorAdapter } from '../../orchestrator/api.ts';
import { chooseSerials } from './naming.ts';

/** So many candidates are looked at beyond those that are needed, before a pattern is given up. */
const FURTHEST = 2_000;

/**
 * Serial numbers that neither a node nor a host at the orchestrator has. Numbers that somebody asked for by name are
 * taken as they are: that one is taken is told when it is registered.
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
    // One that does not answer now says so when they are registered.
    const registered = new Set(await orchestrator.registered(candidates).catch(() => []));
    const free = candidates.filter((serial) => !registered.has(serial));
    if (free.length >= count) return free.slice(0, count);
  }
  const message = `"${orchestrator.name}" has hosts with the next ${FURTHEST} serial numbers of this pattern.`;
  throw new ConsoleError('conflict', message, {
    fix: 'Give another pattern or serial numbers, or delete hosts there that nobody needs.',
    errors: [{ field: 'serialPattern', message }],
  });
}
