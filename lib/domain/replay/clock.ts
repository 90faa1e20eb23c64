const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** A place in a recording: `0:07.3`, `12:05.0`, `1:02:03`. */
export function clock(milliseconds: number): string {
  const tenths = Math.floor(Math.max(0, milliseconds) / 100);
  const seconds = Math.floor(tenths / 10);
  if (seconds >= 3600)
    return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}.${tenths % 10}`;
}
