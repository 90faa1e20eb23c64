import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ScheduleRequest } from '../../../lib/contract/schedule.ts';

export const noSuchSchedule = (name: string): ConsoleError =>
  new ConsoleError('not-found', `There is no schedule "${name}".`, { fix: 'See the list of schedules.' });

export const nameTaken = (name: string): ConsoleError =>
  new ConsoleError('conflict', `There is a schedule "${name}" already.`, {
    fix: 'Use another name, or change that one.',
    errors: [{ field: 'name', message: 'is taken' }],
  });

export const nameStays = (name: string): ConsoleError =>
  new ConsoleError('invalid', 'The name of a schedule cannot be changed.', {
    fix: 'Add another one, and remove this one.',
    errors: [{ field: 'name', message: `the name has to stay "${name}"` }],
  });

export const stillUnderWay = (message: string): ConsoleError =>
  new ConsoleError('conflict', message, { fix: 'Wait for its end, or cancel it.' });

/** A schedule is shown to everybody, and kept for long. */
export function refusePassword({ bootSource }: ScheduleRequest['request']): void {
  if (bootSource?.kind !== 'cloud-image' || bootSource.seed?.password === undefined) return;
  const message = 'A schedule keeps no passwords.';
  throw new ConsoleError('invalid', message, {
    fix: 'Give an SSH key instead.',
    errors: [{ field: 'request.bootSource.seed.password', message }],
  });
}
