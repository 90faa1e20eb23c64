import { messageOf } from '../../../lib/contract/error.ts';
import type { Observation } from '../../../lib/contract/diagnosis.ts';
import { unchecked } from '../../../lib/domain/diagnosis/observation.ts';
import type { Topic } from '../../../lib/domain/diagnosis/topics.ts';

/** Looks at one source. What it does not answer of its topics in time could not be checked. */
export interface Gatherer {
  readonly topics: readonly Topic[];
  readonly milliseconds: number;
  /** May reject. What it has found so far is added as it comes. */
  readonly gather: (add: (...found: readonly Observation[]) => void, signal: AbortSignal) => Promise<void>;
}

const late = (milliseconds: number): string => `No answer within ${Math.round(milliseconds / 1000)} s.`;

/** Everything that can be found out, from all sources at once. Never rejects, and ends when the last deadline is over. */
export async function gathered(
  gatherers: readonly Gatherer[],
  closed: AbortSignal,
): Promise<readonly Observation[]> {
  return (await Promise.all(gatherers.map((one) => answersOf(one, closed)))).flat();
}

async function answersOf(
  { topics, milliseconds, gather }: Gatherer,
  closed: AbortSignal,
): Promise<Observation[]> {
  const found: Observation[] = [];
  const deadline = new AbortController();
  const signal = AbortSignal.any([deadline.signal, closed]);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(late(milliseconds)), milliseconds);
    signal.addEventListener('abort', () => resolve('The console is closing.'), { once: true });
  });
  const work = Promise.resolve()
    // Whatever comes after the end is not added any more.
    .then(() => gather((...more) => void (signal.aborted || found.push(...more)), signal))
    .then(
      () => null,
      (error: unknown) => messageOf(error),
    );
  const why = await Promise.race([work, over]);
  clearTimeout(timer);
  deadline.abort();
  const answered = new Set(found.map(({ topic }) => topic));
  const missing = why === null ? [] : topics.filter((topic) => !answered.has(topic));
  return [...found, ...missing.map((topic) => unchecked(topic, why ?? ''))];
}
