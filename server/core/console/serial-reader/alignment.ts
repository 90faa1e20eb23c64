/** Long enough to be found once in what is not endlessly the same, short enough to be there soon. */
const NEEDLE = 256;

export type Alignment =
  /** The stream's bytes from index `from` on are those that follow the file's. */
  | { readonly kind: 'file-behind'; readonly from: number }
  /** The file is ahead: this many of the stream's next bytes are in it already. */
  | { readonly kind: 'file-ahead'; readonly skip: number };

/**
 * Where the end of the log file lies in a stream of the same bytes that began at an unknown place. `file` is the tail
 * of what the file holds, `stream` the latest bytes of the stream. Null when it cannot be told for certain: too little
 * was seen, or the guest repeats itself; the file goes on being read until it can.
 */
export function align(file: Buffer, stream: Buffer): Alignment | null {
  if (file.length < NEEDLE || stream.length < NEEDLE) return null;
  const end = file.subarray(-NEEDLE);
  // A guest that repeats itself may do so only in what is longer.
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
