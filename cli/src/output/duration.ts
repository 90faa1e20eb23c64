const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 42s, 3m05s, 2h10m, 4d03h: two units at most. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (large: number, unit: string, small: number, smaller: string) =>
    `${large}${unit}${String(small).padStart(2, '0')}${smaller}`;
  if (seconds < MINUTE) return `${seconds}s`;
  if (seconds < HOUR) return two(Math.floor(seconds / MINUTE), 'm', seconds % MINUTE, 's');
  if (seconds < DAY) return two(Math.floor(seconds / HOUR), 'h', Math.floor((seconds % HOUR) / MINUTE), 'm');
  return two(Math.floor(seconds / DAY), 'd', Math.floor((seconds % DAY) / HOUR), 'h');
}

export const age = (since: string, now = Date.now()): string => duration(now - Date.parse(since));
