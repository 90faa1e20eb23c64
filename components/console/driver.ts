import type { ConsoleDriver, ConsolePerson, DriveAction, Presence } from '../../lib/contract/presence.ts';
import { allows } from '../../lib/domain/permission.ts';
import type { Session } from '../../lib/contract/session.ts';

interface Offer {
  readonly action: DriveAction;
  readonly label: string;
  readonly to?: string;
}

/** What the bar above a console says about who drives it, and what it offers. */
export interface DriverBarState {
  readonly tone: 'quiet' | 'mine' | 'asked' | 'theirs' | 'locked';
  readonly words: string;
  /** What becomes of keys that are pressed now. */
  readonly isOpen: boolean;
  readonly offers: readonly Offer[];
}

/** How a person is called on the page: two logins of one account are told apart. */
function personName(person: Pick<ConsolePerson, 'name'>, session: Session): string {
  return person.name === session.user.email ? `${person.name} in another window` : person.name;
}

/** Null: alone, or nothing to say. */
export function driverBar(presence: Presence, console: string, session: Session): DriverBarState | null {
  const driver = presence.drivers.find((each) => each.console === console);
  const here = presence.people.filter(({ views }) => views.some((view) => view.console === console));
  const others = here.filter(({ id }) => id !== session.seat);
  if (driver === undefined) return nobody(others, session);
  if (driver.person === session.seat) return mine(driver, others, session, console);
  const myself = here.find(({ id }) => id === session.seat);
  const mayDrive = myself?.views.some((view) => view.console === console && view.mayDrive) === true;
  return theirs(driver, session, mayDrive);
}

const isAdmin = ({ user }: Session): boolean => allows(user.role, 'console.take-over');

function nobody(others: readonly ConsolePerson[], { user }: Session): DriverBarState | null {
  if (others.length === 0 || !allows(user.role, 'console.write')) return null;
  return { tone: 'quiet', words: 'Nobody is driving. Type to drive.', isOpen: true, offers: [] };
}

function mine(
  { asks, locked }: ConsoleDriver,
  others: readonly ConsolePerson[],
  session: Session,
  console: string,
): DriverBarState | null {
  const [first] = asks;
  if (first !== undefined) {
    const more = asks.length > 1 ? `, and ${asks.length - 1} more` : '';
    const to = first.person;
    return {
      ...{ tone: 'asked', words: `${personName(first, session)} asks to drive${more}`, isOpen: true },
      offers: [
        { action: 'hand-over', label: 'Hand over', to },
        { action: 'keep', label: 'Keep', to },
      ],
    };
  }
  const lock: readonly Offer[] = locked
    ? [{ action: 'unlock', label: 'Unlock' }]
    : isAdmin(session)
      ? [{ action: 'lock', label: 'Lock' }]
      : [];
  if (others.length === 0 && !locked) return null;
  const able = others.filter(({ views }) => views.some((view) => view.console === console && view.mayDrive));
  return {
    ...{ tone: locked ? 'locked' : 'mine', isOpen: true },
    words: locked ? 'Locked: only you drive' : 'You are driving',
    offers: [
      ...able.map((person): Offer => ({
        action: 'hand-over',
        label: able.length === 1 ? 'Hand over' : `Hand over to ${personName(person, session)}`,
        to: person.id,
      })),
      ...lock,
    ],
  };
}

function theirs(driver: ConsoleDriver, session: Session, mayDrive: boolean): DriverBarState {
  const { locked, idle, gone, asks, lender } = driver;
  const name = personName(driver, session);
  const takesOver = isAdmin(session) || driver.name === session.user.email;
  if (locked) {
    const offers: readonly Offer[] = isAdmin(session) ? [{ action: 'unlock', label: 'Unlock' }] : [];
    return { tone: 'locked', words: `Locked by ${name}`, isOpen: false, offers };
  }
  const isFree = idle && mayDrive;
  const also = gone ? ', whose connection is lost' : isFree ? ', but idle: type to drive' : '';
  return {
    ...{ tone: 'theirs', words: `${name} is driving${also}`, isOpen: isFree },
    offers: mayDrive
      ? toDrive({
          asked: asks.some(({ person }) => person === session.seat),
          isLender: lender === session.seat,
          takesOver,
          isAdmin: isAdmin(session),
        })
      : [],
  };
}

interface Wish {
  readonly asked: boolean;
  readonly isLender: boolean;
  readonly takesOver: boolean;
  readonly isAdmin: boolean;
}

function toDrive({ asked, isLender, takesOver, isAdmin: mayLock }: Wish): readonly Offer[] {
  if (isLender) return [{ action: 'take-over', label: 'Take back' }];
  return [
    asked ? { action: 'withdraw', label: 'Asked: withdraw' } : { action: 'ask', label: 'Ask' },
    ...(takesOver ? [{ action: 'take-over', label: 'Take over' } as const] : []),
    ...(mayLock ? [{ action: 'lock', label: 'Lock' } as const] : []),
  ];
}
