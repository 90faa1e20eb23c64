import { type PortLog } from '../../lib/contract/boot.ts';

/** Half open: `to` is the first byte that is not meant. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * `Range: bytes=…` against a log whose bytes lie between `start` and `end`. Undefined for what is to be ignored
 * (another unit, several ranges, nonsense), as RFC 9110 wants it; null when no byte of it is there.
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
