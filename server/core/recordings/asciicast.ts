import type { StageEvent } from '../../../lib/contract/boot.ts';
import { terminalSize } from '../../../lib/domain/replay/terminal-size.ts';
import { STAGE_FACTS } from '../../../lib/domain/stages.ts';
import type { ByteChunk, ByteLog } from '../api.ts';
import { chaptersOf } from './chapters.ts';
import { type Step, timedLog } from './steps.ts';

const CHUNK_BYTES = 65_536;

export interface CastFacts {
  readonly title: string;
  /** When the boot began, in ISO 8601. */
  readonly startedAt: string;
  /** When it ended; null while it goes on. */
  readonly endedAt: string | null;
  /** Become markers. */
  readonly stages: readonly StageEvent[];
}

/** `at`: milliseconds since the boot began. */
interface CastEvent {
  readonly at: number;
  readonly code: 'o' | 'm' | 'x';
  readonly data: string;
}

/**
 * A log as asciicast version 3, line by line: what the port sent when it did, and a marker where a stage begins or bytes
 * are missing. Times are whole milliseconds since the event before, so that nothing is lost by rounding. `played` changes
 * the times, if they are not to be as recorded.
 */
export async function* asciicast(
  log: ByteLog,
  facts: CastFacts,
  played: (at: number) => number = (at) => at,
): AsyncGenerator<string, void> {
  const { title, startedAt } = facts;
  const { columns: cols, rows } = await sizeOf(log);
  const timestamp = Math.floor(Date.parse(startedAt) / 1000);
  const term = { cols, rows, type: 'xterm-256color' };
  yield `${JSON.stringify({ version: 3, term, timestamp, title })}\n`;
  let before = 0;
  for await (const { at: recorded, code, data } of withMarkers(log, facts)) {
    const at = played(recorded);
    yield `${JSON.stringify([(at - before) / 1000, code, data])}\n`;
    before = at;
  }
}

/** By the beginning of what is kept: firmware and boot loader draw there. */
export async function sizeOf(log: ByteLog): Promise<ReturnType<typeof terminalSize>> {
  const { start, end } = log.facts;
  const first = await log.read(start, Math.min(16 * CHUNK_BYTES, end - start));
  return terminalSize(first?.kind === 'bytes' ? first.bytes.toString('latin1') : '');
}

async function* withMarkers(log: ByteLog, facts: CastFacts): AsyncGenerator<CastEvent, void> {
  const began = Date.parse(facts.startedAt);
  const { timing, steps } = await timedLog(log, began);
  const { port } = log.facts;
  const markers = chaptersOf(facts.stages, began, [{ port, timing, steps }]).map(
    ({ stage, at }): CastEvent => ({ at, code: 'm', data: STAGE_FACTS[stage].title }),
  );
  let now = 0;
  for await (const event of events(log, steps)) {
    while (markers[0] !== undefined && markers[0].at <= event.at) {
      const [marker] = markers.splice(0, 1);
      if (marker !== undefined) yield marker;
    }
    now = event.at;
    yield event;
  }
  yield* markers;
  if (facts.endedAt === null) return;
  const over = timing === 'none' ? now : Date.parse(facts.endedAt) - began;
  yield { at: Math.max(now, markers.at(-1)?.at ?? 0, over), code: 'x', data: '0' };
}

async function* events(log: ByteLog, steps: readonly Step[]): AsyncGenerator<CastEvent, void> {
  const gaps = [...log.facts.gaps];
  const decoder = new TextDecoder();
  // Steps are much smaller than what is read at once.
  let ahead: ByteChunk | null = null;
  let now = 0;
  for (const { from, to, at } of steps) {
    for (; gaps[0] !== undefined && gaps[0].from <= from; gaps.shift()) yield missing(gaps[0], now);
    now = at;
    for (let position = from; position < to;) {
      if (ahead?.kind !== 'bytes' || position < ahead.offset || position >= ahead.offset + ahead.bytes.length)
        ahead = await log.read(position, CHUNK_BYTES);
      if (ahead === null) return;
      if (ahead.kind === 'gap') {
        // It was cut meanwhile.
        position = ahead.to;
        continue;
      }
      const bytes = ahead.bytes.subarray(position - ahead.offset, to - ahead.offset);
      position += bytes.length;
      const data = decoder.decode(bytes, { stream: true });
      if (data !== '') yield { at, code: 'o', data };
    }
  }
  for (const gap of gaps) yield missing(gap, now);
}

const missing = (
  { from, to, reason }: { readonly from: number; readonly to: number; readonly reason: string },
  at: number,
): CastEvent => ({ at, code: 'm', data: `${to - from} bytes are missing: ${reason}` });
