import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DriveRefusal } from '../../../lib/domain/driving.ts';
import type { ConsolePlace } from './api.ts';

interface Situation {
  readonly place: ConsolePlace;
  readonly driver: string;
  /** Whether a key was refused, and not a request. */
  readonly typed: boolean;
}

/** Why something about driving was refused, and what to do instead. */
export function drivingRefused(refusal: DriveRefusal, { place, driver, typed }: Situation): ConsoleError {
  const which = `${place.console} of ${place.nodeName}`;
  const nothing = typed ? ' Nothing was typed.' : '';
  switch (refusal) {
    case 'driven':
      return new ConsoleError('not-driving', `${driver} is driving ${which}.${nothing}`, {
        fix: 'Ask for it, or wait until no key has been pressed for a minute.',
      });
    case 'locked':
      return new ConsoleError('console-locked', `${driver} has locked ${which}.${nothing}`, {
        fix: 'Wait until it is unlocked, or ask an administrator to unlock it.',
      });
    case 'not-driver':
      return new ConsoleError('not-driving', `You are not driving ${which}.`, {
        fix: driver === '' ? 'Nobody is: type to drive.' : `Ask ${driver}, who is.`,
      });
    case 'driver':
      return new ConsoleError('conflict', `You are driving ${which} already.`, { fix: 'Type.' });
    case 'not-asked':
      return new ConsoleError('conflict', `Nobody has asked to drive ${which}.`, {
        fix: 'Name somebody who has it open.',
      });
  }
}

export const notOpen = (place: ConsolePlace): ConsoleError =>
  new ConsoleError('conflict', `You do not have ${place.console} of ${place.nodeName} open to write.`, {
    fix: 'Open it first, and not read-only.',
  });

export const otherNotThere = (place: ConsolePlace): ConsoleError =>
  new ConsoleError(
    'conflict',
    `Whom you name does not have ${place.console} of ${place.nodeName} open to write.`,
    { fix: 'Name somebody who has.' },
  );

export const mayNotTakeOver = (driver: string): ConsoleError =>
  new ConsoleError('forbidden', `${driver} is driving, and only an administrator may take over at once.`, {
    fix: 'Ask for it.',
  });

export const readOnly = (): ConsoleError =>
  new ConsoleError('forbidden', 'This connection is read-only; nothing was typed.');
