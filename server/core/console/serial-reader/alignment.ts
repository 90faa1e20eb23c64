/** Long enough to be unique unless the output repeats, short enough to be available soon. */
const NEEDLE = 256;

export type Alignment =
  /** The stream's bytes from index `from` on follow the file. */
  | { readonly kind: 'file-behind'; readonly from: number }
  /** The file is ahead: it already contains this many of the stream's next bytes. */
  | { readonly kind: 'file-ahead'; readonly skip: number };

/**
 * Locates the end of the log file in a stream of the same bytes that began at an unknown offset. `file` is the tail of
 * the file, `stream` the latest bytes of the stream. Null if the position is ambiguous, because there is too little data
 * or the output repeats itself; the file is read until it is not.
 */
export function align(file: Buffer, stream: Buffer): Alignment | null {
  if (file.length < NEEDLE || stream.length < NEEDLE) return null;
  const end = file.subarray(-NEEDLE);
  // Output may repeat itself with a longer period.
  if (onlyPlace(file, end) === 'many') return null;
  const inStream = onlyPlace(stream, end);
  if (inStream === 'many') return null;
  if (inStream !== 'none') return { kind: 'file-behind', from: inStream + NEEDLE };
  const latest = stream.subarray(-NEEDLE);
  if (onlyPlace(stream, latest) === 'many') return null;
  const inFile = onlyPlace(file, latest);
  if (typeof inFile === 'string') return null;
  return { kind: 'file-ahead', skip: file.length - inFile - NEEDLE };
}

function onlyPlace(bytes: Buffer, needle: Buffer): number | 'none' | 'many' {
  const first = bytes.indexOf(needle);
  if (first < 0) return 'none';
  return bytes.indexOf(needle, first + 1) < 0 ? first : 'many';
}
