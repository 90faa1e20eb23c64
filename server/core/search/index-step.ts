import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isIndexedPort } from '../../db/search-index/block-id.ts';
import type { IndexedBoot } from '../../db/search-index/api.ts';
import type { IndexWriter } from '../../db/search-index/index-writer.ts';
import { Contents } from '../console/byte-log/contents.ts';
import { findFiles } from '../console/byte-log/segment-files.ts';
import { readArrivals } from '../console/byte-log/time-index.ts';
import { LineCollector, timed } from './line-collector.ts';

/** Read at a time: little enough that a search need not wait long for it. */
const STEP_BYTES = 512 * 1024;
const CHUNK_BYTES = 64 * 1024;

const PORT_DIRECTORY = /^ttyS(\d+)$/;

export interface Step {
  /** With a directory for each port. */
  readonly directory: string;
  readonly boot: IndexedBoot;
  readonly ended: boolean;
}

export interface StepOutcome {
  /** How many were read. */
  readonly bytes: number;
  /** Whether there is more to index already. */
  readonly more: boolean;
}

/** Indexes what a boot has printed since the last step, or a part of it. */
export async function indexStep(writer: IndexWriter, { directory, boot, ended }: Step): Promise<StepOutcome> {
  const { slot, done } = writer.begin(boot);
  if (done) return { bytes: 0, more: false };
  let bytes = 0;
  let more = false;
  for (const port of await portsIn(directory)) {
    const read = await indexPort(writer, slot, port, join(directory, `ttyS${port}`));
    bytes += read.bytes;
    more ||= read.more;
  }
  if (ended && !more) writer.finish(slot);
  return { bytes, more };
}

async function portsIn(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    // It has printed nothing yet, or its logs were removed.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => PORT_DIRECTORY.exec(name)?.[1] ?? [])
    .map(Number)
    .filter(isIndexedPort)
    .toSorted((one, other) => one - other);
}

async function indexPort(
  writer: IndexWriter,
  slot: number,
  port: number,
  directory: string,
): Promise<StepOutcome> {
  const contents = new Contents(directory, await findFiles(directory));
  const { start, end } = contents;
  if (end < writer.position(slot, port).upTo) writer.rewind(slot, port, end);
  const { resume, upTo } = writer.position(slot, port);
  if (end === upTo) return { bytes: 0, more: false };
  if (start > 0) writer.cut(slot, port, start);
  const collector = new LineCollector();
  const reached = await feed(
    contents,
    collector,
    resume,
    Math.min(end, Math.max(resume, start) + STEP_BYTES),
  );
  const { full, tail } = collector.end();
  const arrivals = await readArrivals(directory, contents.segments, resume, reached);
  const begin = tail[0]?.offset ?? reached;
  const blocks = timed([...full, { start: begin, end: reached, lines: tail }], arrivals);
  const last = blocks.pop() ?? null;
  const more = reached < end;
  // One endless line, or hardly any text among control characters: it would be read again and again.
  const isStuck = more && begin <= Math.max(resume, start);
  if (isStuck && last !== null) blocks.push(last);
  const growing = isStuck || tail.length === 0 ? null : last;
  writer.write(slot, port, { full: blocks, tail: growing, resume: growing?.start ?? reached, upTo: reached });
  return { bytes: reached - upTo, more };
}

/** The offset up to which it was read. */
async function feed(contents: Contents, collector: LineCollector, from: number, to: number): Promise<number> {
  let position = from;
  while (position < to) {
    const chunk = await contents.read(position, Math.min(CHUNK_BYTES, to - position));
    if (chunk === null) break;
    if (chunk.kind === 'gap') {
      collector.interrupt();
      position = chunk.to;
      continue;
    }
    collector.push(chunk.bytes, chunk.offset);
    position = chunk.offset + chunk.bytes.length;
  }
  return position;
}
