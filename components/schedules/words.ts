import type { Occurrence } from '../../lib/contract/schedule.ts';

export const schedulePath = (name: string): string => `/schedules/${encodeURIComponent(name)}`;

/** A moment by the clock of a time zone: `Sun 29 Nov, 02:00`. */
export function zoned(moment: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  });
  return format.format(new Date(moment));
}

export const OUTCOMES: Readonly<Record<Occurrence['outcome'], string>> = {
  starting: 'starting',
  started: 'started',
  missed: 'missed',
  skipped: 'skipped',
  refused: 'not created',
};
