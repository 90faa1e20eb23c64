import type { BootTimes, BootTimesQuery } from '../../../lib/contract/boot-times.ts';
import { bootTimeGroups } from '../../../lib/domain/boot-times.ts';
import type { Context } from '../context.ts';

/** What half of them did not exceed changes little with more. */
const MOST_BOOTS = 1000;
const DAY_MS = 24 * 3_600_000;

/** How the name of no orchestrator is written in a request. */
const NONE = 'none';

/** How long the stages of past boots took, by template, host or orchestrator. */
export async function bootTimes(
  { database, now }: Pick<Context, 'database' | 'now'>,
  { by, days, template, host, orchestrator }: BootTimesQuery,
): Promise<BootTimes> {
  const since = new Date(Date.parse(now()) - days * DAY_MS).toISOString();
  const boots = await database.boots.timed({
    ...{ since, most: MOST_BOOTS + 1, template, host },
    orchestrator: orchestrator === NONE ? null : orchestrator,
  });
  const counted = boots.slice(0, MOST_BOOTS);
  return {
    ...{ by, since, boots: counted.length, cut: boots.length > counted.length },
    groups: bootTimeGroups(counted, by),
  };
}
