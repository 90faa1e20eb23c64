import type { PortLog } from '../../lib/contract/boot.ts';

/** Half-open: `to` is exclusive. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * `Range: bytes=…` on a log that holds the bytes from `start` to `end`. As RFC 9110 requires, undefined for a header
 * to ignore (another unit, several ranges, malformed); null when the log holds none of the bytes.
 */
export function parseRange(header: string, { start, end, gaps }: PortLog): ByteRange | null | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '')
    return last === '0' || end === start ? null : solid(Math.max(start, end - Number(last)), end, gaps);
  if (last !== '' && Number(last) < Number(first)) return undefined;
  const from = Number(first);
  const to = last === '' ? end : Math.min(end, Number(last) + 1);
  return from < start || from >= end ? null : solid(from, to, gaps);
}

/** The part before the first gap: a partial answer must not hide that bytes are missing in its middle. */
function solid(from: number, to: number, gaps: PortLog['gaps']): ByteRange | null {
  if (gaps.some((gap) => gap.from <= from && from < gap.to)) return null;
  const next = gaps.map((gap) => gap.from).filter((gap) => gap > from);
  return { from, to: Math.min(to, ...next) };
}
