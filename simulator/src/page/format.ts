import type { StatusIndication } from '../state/schema.ts';

/** The CSS class of a status, by its indicator. */
export function statusClass(indicator: StatusIndication): string {
  switch (indicator) {
    case 'STATUS_INDICATION_ERROR':
      return 'status error';
    case 'STATUS_INDICATION_IN_PROGRESS':
      return 'status busy';
    case 'STATUS_INDICATION_IDLE':
      return 'status idle';
    case 'STATUS_INDICATION_UNSPECIFIED':
      return 'status';
  }
}

/** A short duration: `4 s`, `3m 05s`, `2h 10m`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  return `${Math.floor(seconds / 3600)}h ${two(Math.floor((seconds % 3600) / 60))}m`;
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
