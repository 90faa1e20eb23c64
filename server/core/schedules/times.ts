import { Cron } from 'croner';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';

/** The server's, by its IANA name. */
export const serverTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * The next times after a moment, in a time zone. When clocks are put forward, a time in the hour that is not there is
 * due at its end; when they are put back, a time in the hour that is there twice is due in the first one only. (An
 * expression for several times an hour goes on through both.)
 */
export function timesAfter(cron: string, timeZone: string, after: string, count: number): string[] {
  const pattern = new Cron(cron, { timezone: timeZone, paused: true, mode: '5-part' });
  return pattern.nextRuns(count, new Date(after)).map((date) => date.toISOString());
}

/** The next one; null if there is none. */
export const timeAfter = (cron: string, timeZone: string, after: string): string | null =>
  timesAfter(cron, timeZone, after, 1)[0] ?? null;

const MINUTE = 60_000;
/** Closer together, runs would only be skipped. */
const LEAST_MINUTES = 5;

/** The next times of an expression. Throws `invalid` with the field for what has none, or too many. */
export function checkedTimes(cron: string, timeZone: string, after: string, count: number): string[] {
  if (!isTimeZone(timeZone))
    throw refused(
      'timeZone',
      `There is no time zone "${timeZone}".`,
      'Use an IANA name, such as Europe/Berlin.',
    );
  const times = parsedTimes(cron, timeZone, after, Math.max(2, count));
  const [first, second] = times;
  if (first === undefined)
    throw refused(
      'cron',
      `There is no day that "${cron}" names.`,
      'Look at the day of the month and the month.',
    );
  if (second !== undefined && Date.parse(second) - Date.parse(first) < LEAST_MINUTES * MINUTE)
    throw refused(
      'cron',
      `"${cron}" is more often than every ${LEAST_MINUTES} minutes.`,
      'Nodes need longer than that to boot: use fewer times.',
    );
  return times.slice(0, count);
}

function parsedTimes(cron: string, timeZone: string, after: string, count: number): string[] {
  try {
    return timesAfter(cron, timeZone, after, count);
  } catch (error) {
    const why = messageOf(error).replace(/^CronPattern: /, '');
    throw refused(
      'cron',
      `"${cron}" is not a cron expression: ${why}`,
      'Use minute, hour, day of the month, month and day of the week: "0 2 * * *" is every day at 02:00.',
    );
  }
}

function isTimeZone(timeZone: string): boolean {
  try {
    return Intl.DateTimeFormat(undefined, { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function refused(field: string, message: string, fix: string): ConsoleError {
  return new ConsoleError('invalid', message, { fix, errors: [{ field, message }] });
}

const MOST_COUNTED = 1000;

/** How many times there were from a moment on, until another one; at most 1000. */
export function timesBetween(cron: string, timeZone: string, from: string, to: string): number {
  return timesAfter(cron, timeZone, from, MOST_COUNTED).filter((time) => time <= to).length + 1;
}
