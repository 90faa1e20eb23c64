/** A driver who pressed no key for this long loses the right as soon as somebody else wants it. */
export const IDLE_AFTER_MS = 60_000;
/** A driver who neither answers a request nor presses a key within this time gives the right up. */
export const ANSWER_WITHIN_MS = 15_000;
/** A driver whose connection is lost keeps the right this long, so that a reload or a short break costs nothing. */
export const GRACE_MS = 10_000;

/** Times are milliseconds since 1970. People are opaque identifiers. */
export interface Driver {
  readonly person: string;
  readonly since: number;
  /** The last key, or when the right was got. */
  readonly typedAt: number;
  /** When the last connection was lost; null while there is one. */
  readonly goneAt: number | null;
  /** Nobody else gets the right, not even from an idle driver. */
  readonly locked: boolean;
  /** Who handed it over, and may take it back at once. */
  readonly lender: string | null;
}

/** A request to drive that has not been answered. */
interface Ask {
  readonly person: string;
  readonly at: number;
}

/** Who drives one console, and who has asked for it, in that order. Nobody waits while nobody drives. */
export interface Driving {
  readonly driver: Driver | null;
  readonly asks: readonly Ask[];
}

export const NOBODY: Driving = { driver: null, asks: [] };

/** An answer to a request, or that the driver lets go without one. */
type ByDriver =
  | { readonly kind: 'release'; readonly person: string }
  | { readonly kind: 'hand-over' | 'keep'; readonly person: string; readonly to: string };

/** The last connection of a person that may write is lost, there is one again, the login has ended. */
interface Attends {
  readonly kind: 'gone' | 'back' | 'ended';
  readonly person: string;
}

export type DriveEvent =
  | {
      readonly kind: 'type' | 'ask' | 'withdraw' | 'take-over' | 'lock' | 'unlock';
      readonly person: string;
    }
  | ByDriver
  | Attends
  | { readonly kind: 'time' };

/** `idle`: the driver before was; `unanswered`: and did not answer; `next`: had asked when the right became free. */
type Got = 'typed' | 'idle' | 'unanswered' | 'handed-over' | 'took-over' | 'locked' | 'next';
type Lost = 'idle' | 'unanswered' | 'handed-over' | 'taken-over' | 'released' | 'left' | 'ended';

/** A change of drivers. */
export interface Turn {
  readonly from: Driver | null;
  readonly to: string | null;
  readonly got: Got | null;
  readonly lost: Lost | null;
}

/** Why nothing happened. */
export type DriveRefusal = 'driven' | 'locked' | 'not-driver' | 'driver' | 'not-asked';

export interface Step {
  readonly driving: Driving;
  readonly turns: readonly Turn[];
  readonly refusal: DriveRefusal | null;
}

const without = (asks: readonly Ask[], person: string): readonly Ask[] =>
  asks.filter((ask) => ask.person !== person);

const driverFrom = (person: string, now: number, got: Got, lender: string | null): Driver => ({
  ...{ person, since: now, typedAt: now, goneAt: null, locked: got === 'locked', lender },
});

const stay = (driving: Driving, refusal: DriveRefusal | null = null): Step => ({
  driving,
  turns: [],
  refusal,
});

export const isIdle = ({ typedAt }: Driver, now: number): boolean => now - typedAt >= IDLE_AFTER_MS;

function give({ driver, asks }: Driving, to: string, now: number, got: Got, lost: Lost): Step {
  const lender = got === 'handed-over' && driver !== null ? driver.person : null;
  return {
    driving: { driver: driverFrom(to, now, got, lender), asks: without(asks, to) },
    turns: [{ from: driver, to, got, lost: driver === null ? null : lost }],
    refusal: null,
  };
}

/** The right becomes free: whoever asked first gets it. */
function free(driving: Driving, now: number, lost: Lost): Step {
  const [next] = driving.asks;
  if (next !== undefined) return give(driving, next.person, now, 'next', lost);
  return {
    driving: NOBODY,
    turns: [{ from: driving.driver, to: null, got: null, lost }],
    refusal: null,
  };
}

/** When the first request is granted without an answer, and why. */
function grantOf({
  driver,
  asks: [first],
}: Driving): { readonly at: number; readonly why: 'idle' | 'unanswered' } | null {
  if (driver === null || driver.locked || first === undefined) return null;
  const idleAt = Math.max(first.at, driver.typedAt + IDLE_AFTER_MS);
  const unansweredAt = first.at + ANSWER_WITHIN_MS;
  // A key after the request says that the driver is at work.
  return driver.typedAt > first.at || idleAt <= unansweredAt
    ? { at: idleAt, why: 'idle' }
    : { at: unansweredAt, why: 'unanswered' };
}

const freeAt = ({ driver }: Driving): number | null =>
  typeof driver?.goneAt === 'number' ? driver.goneAt + GRACE_MS : null;

/** When something happens by itself: a request is granted, a driver who is gone loses the right, or becomes idle. */
export function nextMoment(driving: Driving, now: number): number | null {
  const { driver } = driving;
  if (driver === null) return null;
  const idleAt = driver.typedAt + IDLE_AFTER_MS;
  const moments = [freeAt(driving), grantOf(driving)?.at ?? null, idleAt > now ? idleAt : null];
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** What has happened by itself until now. */
function elapse(driving: Driving, now: number): Step {
  const endsAt = freeAt(driving);
  if (endsAt !== null && endsAt <= now) return free(driving, now, 'left');
  const grant = grantOf(driving);
  const [first] = driving.asks;
  if (grant === null || first === undefined || grant.at > now) return stay(driving);
  return give(driving, first.person, now, grant.why, grant.why);
}

function typed(driving: Driving, person: string, now: number): Step {
  const { driver } = driving;
  if (driver === null) return give(driving, person, now, 'typed', 'released');
  if (driver.person === person)
    return stay({ ...driving, driver: { ...driver, typedAt: now, goneAt: null } });
  if (driver.locked) return stay(driving, 'locked');
  return isIdle(driver, now) ? give(driving, person, now, 'idle', 'idle') : stay(driving, 'driven');
}

function asked(driving: Driving, person: string, now: number): Step {
  const { driver, asks } = driving;
  if (driver === null) return give(driving, person, now, 'typed', 'released');
  if (driver.person === person) return stay(driving, 'driver');
  if (asks.some((ask) => ask.person === person)) return stay(driving);
  return elapse({ driver, asks: [...asks, { person, at: now }] }, now);
}

function tookOver(driving: Driving, person: string, now: number, got: 'took-over' | 'locked'): Step {
  const { driver } = driving;
  if (driver?.person === person) {
    if (got === 'took-over') return stay(driving, 'driver');
    return stay({ ...driving, driver: { ...driver, locked: true } });
  }
  return driver?.locked === true ? stay(driving, 'locked') : give(driving, person, now, got, 'taken-over');
}

/** What only the driver may do. */
function byDriver(driving: Driving, event: ByDriver, now: number): Step {
  const { driver, asks } = driving;
  if (driver?.person !== event.person) return stay(driving, 'not-driver');
  if (event.kind === 'release') return free(driving, now, 'released');
  if (event.kind === 'hand-over')
    return event.to === event.person
      ? stay(driving, 'driver')
      : give(driving, event.to, now, 'handed-over', 'handed-over');
  if (!asks.some((ask) => ask.person === event.to)) return stay(driving, 'not-asked');
  // An answer is a sign of life.
  return stay({ driver: { ...driver, typedAt: now }, asks: without(asks, event.to) });
}

function presence(driving: Driving, { kind, person }: Attends, now: number): Step {
  const asks = kind === 'back' ? driving.asks : without(driving.asks, person);
  const { driver } = driving;
  if (driver?.person !== person) return stay({ driver, asks });
  if (kind === 'ended') return free({ driver, asks }, now, 'ended');
  return stay({ driver: { ...driver, goneAt: kind === 'gone' ? (driver.goneAt ?? now) : null }, asks });
}

function applied(driving: Driving, event: DriveEvent, now: number): Step {
  switch (event.kind) {
    case 'type':
      return typed(driving, event.person, now);
    case 'ask':
      return asked(driving, event.person, now);
    case 'withdraw':
      return stay({ ...driving, asks: without(driving.asks, event.person) });
    case 'take-over':
      return tookOver(driving, event.person, now, 'took-over');
    case 'lock':
      return tookOver(driving, event.person, now, 'locked');
    case 'unlock':
      return stay({ ...driving, driver: driving.driver && { ...driving.driver, locked: false } });
    case 'hand-over':
    case 'keep':
    case 'release':
      return byDriver(driving, event, now);
    case 'gone':
    case 'back':
    case 'ended':
      return presence(driving, event, now);
    case 'time':
      return stay(driving);
  }
}

/**
 * Who drives after this event. Whether the person is there and has the right to do it is for the caller to check; time
 * that has passed counts first.
 */
export function step(before: Driving, event: DriveEvent, now: number): Step {
  const elapsed = elapse(before, now);
  const after = applied(elapsed.driving, event, now);
  return { ...after, turns: [...elapsed.turns, ...after.turns] };
}
