import type { Arrival, ByteChunk, ByteLog } from '../../api.ts';

/** A log of port 0 with these contents. */
export function logOf(chunks: readonly ByteChunk[], arrivals: readonly Arrival[]): ByteLog {
  const last = chunks.at(-1);
  const end = last === undefined ? 0 : last.kind === 'gap' ? last.to : last.offset + last.bytes.length;
  return {
    facts: { port: 0, start: 0, end, gaps: chunks.filter((chunk) => chunk.kind === 'gap') },
    live: false,
    read: (from, limit) => Promise.resolve(partOf(chunks, from, limit)),
    times: () => Promise.resolve([...arrivals]),
    watch: () => () => undefined,
  };
}

function partOf(chunks: readonly ByteChunk[], from: number, limit: number): ByteChunk | null {
  for (const chunk of chunks) {
    if (chunk.kind === 'gap') {
      if (chunk.from <= from && from < chunk.to) return chunk;
      continue;
    }
    const at = from - chunk.offset;
    if (at >= 0 && at < chunk.bytes.length)
      return { ...chunk, offset: from, bytes: chunk.bytes.subarray(at, at + limit) };
  }
  return null;
}
