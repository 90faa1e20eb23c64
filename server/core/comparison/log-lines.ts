import type { StageEvent } from '../../../lib/contract/boot.ts';
import { comparableLine } from '../../../lib/domain/boot-comparison/comparable-line.ts';
import { LineScreen, Triggers } from '../../../lib/domain/recogniser/line-screen.ts';
import { STAGES, type Stage } from '../../../lib/domain/stages.ts';
import type { ByteLog } from '../api.ts';

const CHUNK_BYTES = 65_536;
/** What is read of one port of a boot; ordinary ones are a hundredth of it. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A line of a log as a terminal would show it. */
export interface LogLine {
  readonly text: string;
  /** Of its first byte. */
  readonly offset: number;
  /** What lines of different boots are compared by. */
  readonly key: string;
}

export interface StageLines {
  readonly lines: ReadonlyMap<Stage, readonly LogLine[]>;
  /** The log was longer than is read. */
  readonly cut: boolean;
}

interface Source {
  readonly port: number;
  readonly stages: readonly StageEvent[];
  /** The node's own, which its output repeats. */
  readonly names: readonly string[];
}

/** The lines of a port, by the stage in which they were printed. What repeats itself, as progress does, is one line. */
export async function stageLines(log: ByteLog, { port, stages, names }: Source): Promise<StageLines> {
  const begins = await stageOffsets(log, port, stages);
  const found = new Map<Stage, LogLine[]>();
  const collect = ({ text, start }: LineScreen): void => {
    const key = comparableLine(text, names);
    if (key === '') return;
    const stage = begins.findLast(({ from }) => from <= start)?.stage ?? begins[0]?.stage ?? STAGES[0];
    const lines = found.get(stage) ?? [];
    if (lines.at(-1)?.key !== key) lines.push({ text, offset: start, key });
    found.set(stage, lines);
  };
  const screen = new LineScreen({
    // Only whole lines count.
    triggers: new Triggers(),
    isCurious: false,
    grew: () => undefined,
    moved: () => undefined,
    completed: collect,
    firmwareReset: () => undefined,
  });
  const cut = await feed(log, screen);
  return { lines: found, cut };
}

/** Whether there is more than is read. */
async function feed(log: ByteLog, screen: LineScreen): Promise<boolean> {
  const { start, end } = log.facts;
  const last = Math.min(end, start + MOST_BYTES);
  for (let position = start; position < last;) {
    const chunk = await log.read(position, Math.min(CHUNK_BYTES, last - position));
    if (chunk === null) break;
    if (chunk.kind === 'gap') {
      screen.interrupt();
      position = chunk.to;
      continue;
    }
    screen.push(chunk.bytes, chunk.offset);
    position = chunk.offset + chunk.bytes.length;
  }
  screen.interrupt();
  return end > last;
}

/** Where the stages begin in a log: at their evidence, or at what arrived once they had begun. */
async function stageOffsets(log: ByteLog, port: number, stages: readonly StageEvent[]) {
  const { start, end } = log.facts;
  const arrivals = await log.times(start, end);
  const offsetAt = (moment: number): number | undefined =>
    arrivals.length === 0 ? undefined : (arrivals.find(({ at }) => at >= moment)?.from ?? end);
  return stages
    .flatMap(({ stage, evidence, startedAt }) => {
      const from = evidence?.port === port ? evidence.offset : offsetAt(Date.parse(startedAt));
      return from === undefined ? [] : [{ stage, from }];
    })
    .toSorted((one, other) => one.from - other.from);
}
