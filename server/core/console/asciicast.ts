import type { StageEvent } from '../../../lib/contract/boot.ts';
import { STAGE_FACTS } from '../../../lib/domain/stages.ts';
import type { Arrival, ByteLog } from '../api.ts';

/** What firmware and kernels take a serial console for. */
const SIZE = { width: 80, height: 25 };
const CHUNK_BYTES = 65_536;

interface CastFacts {
  readonly title: string;
  /** When the boot began, in ISO 8601. */
  readonly startedAt: string;
  /** Become markers. */
  readonly stages: readonly StageEvent[];
}

type CastEvent = readonly [seconds: number, code: 'o' | 'm', data: string];

/**
 * A log as asciicast version 2, line by line: what the port sent when it did, and a marker where a stage begins or bytes
 * are missing.
 */
export async function* asciicast(
  log: ByteLog,
  { title, startedAt, stages }: CastFacts,
): AsyncGenerator<string, void> {
  const began = Date.parse(startedAt);
  const header = { version: 2, ...SIZE, timestamp: Math.floor(began / 1000), title };
  yield `${JSON.stringify({ ...header, env: { TERM: 'xterm-256color' } })}\n`;
  const markers = stages.map(({ stage, startedAt: at }): CastEvent => [
    since(began, Date.parse(at)),
    'm',
    STAGE_FACTS[stage].title,
  ]);
  for await (const event of events(log, began)) {
    while (markers[0] !== undefined && markers[0][0] <= event[0]) yield line(markers.shift());
    yield line(event);
  }
  for (const marker of markers) yield line(marker);
}

const line = (event: CastEvent | undefined): string => `${JSON.stringify(event)}\n`;

const since = (began: number, at: number): number => Math.max(0, (at - began) / 1000);

/** Never back in time: a clock that was set back makes a pause instead. */
async function* events(log: ByteLog, began: number): AsyncGenerator<CastEvent, void> {
  const { start, end } = log.facts;
  const arrivals = await log.times(start, end);
  const decoder = new TextDecoder();
  let now = 0;
  let at = 0;
  for (let position = start; position < end;) {
    const chunk = await log.read(position, Math.min(CHUNK_BYTES, end - position));
    if (chunk === null) return;
    if (chunk.kind === 'gap') {
      yield [now, 'm', `${chunk.to - chunk.from} bytes are missing: ${chunk.reason}`];
      position = chunk.to;
      continue;
    }
    const last = chunk.offset + chunk.bytes.length;
    for (position = chunk.offset; position < last;) {
      while ((arrivals[at]?.to ?? Infinity) <= position) at += 1;
      const { until, time } = partAt(arrivals[at], position, last);
      if (time !== null) now = Math.max(now, since(began, time));
      const text = decoder.decode(chunk.bytes.subarray(position - chunk.offset, until - chunk.offset), {
        stream: true,
      });
      if (text !== '') yield [now, 'o', text];
      position = until;
    }
  }
}

/** The bytes from a position on that arrived together, and when; null: nobody noted it. */
function partAt(
  arrival: Arrival | undefined,
  position: number,
  last: number,
): { readonly until: number; readonly time: number | null } {
  if (arrival === undefined) return { until: last, time: null };
  if (position < arrival.from) return { until: Math.min(arrival.from, last), time: null };
  return { until: Math.min(arrival.to, last), time: arrival.at };
}
