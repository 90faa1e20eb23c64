import type { BootTimes, BootTimesQuery } from '../../../lib/contract/boot-times.ts';
import { bootTimeGroups } from '../../../lib/domain/boot-times.ts';
import type { Context } from '../context.ts';

/** What half of them did not exceed changes little with more. */
const MOST_BOOTS = 500;
const DAY_MS = 24 * 3_600_000;
/** How the name of no orchestrator is written in a request. */
const NONE = 'none';
/** Every page with a node that boots asks, and a boot takes longer than this. */
const FRESH_MS = 15_000;
const MOST_ANSWERS = 100;

interface Answer {
  readonly at: number;
  readonly times: Promise<BootTimes>;
}

/** How long the stages of past boots took, by template, host or orchestrator; read once for all who ask at about a time. */
export class BootTimesReader {
  readonly #context: Pick<Context, 'database' | 'now'>;
  readonly #answers = new Map<string, Answer>();

  constructor(context: Pick<Context, 'database' | 'now'>) {
    this.#context = context;
  }

  read({ by, days, template, host, orchestrator }: BootTimesQuery): Promise<BootTimes> {
    const now = Date.parse(this.#context.now());
    const key = JSON.stringify([by, days, template, host, orchestrator]);
    const known = this.#answers.get(key);
    if (known !== undefined && Math.abs(now - known.at) < FRESH_MS) return known.times;
    const times = this.#count({ by, days, template, host, orchestrator }, now);
    if (this.#answers.size >= MOST_ANSWERS) this.#answers.clear();
    this.#answers.set(key, { at: now, times });
    // Whoever asks next tries again.
    times.catch(() => this.#answers.delete(key));
    return times;
  }

  async #count({ by, days, template, host, orchestrator }: BootTimesQuery, now: number): Promise<BootTimes> {
    const since = new Date(now - days * DAY_MS).toISOString();
    const boots = await this.#context.database.boots.timed({
      ...{ since, most: MOST_BOOTS + 1, template, host },
      orchestrator: orchestrator === NONE ? null : orchestrator,
    });
    const counted = boots.slice(0, MOST_BOOTS);
    return {
      ...{ by, since, boots: counted.length, cut: boots.length > counted.length },
      groups: bootTimeGroups(counted, by),
    };
  }
}
