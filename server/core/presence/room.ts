import type { ConsoleDriver, ConsolePerson, Presence } from '../../../lib/contract/presence.ts';
import {
  type DriveEvent,
  type Driving,
  type DriveRefusal,
  isIdle,
  nextMoment,
  NOBODY,
  step,
} from '../../../lib/domain/driving.ts';
import type { DriverState, DriverTurn, Seat } from './api.ts';

/** Presence that changes often, as when a page opens three consoles, is published once. */
const PUBLISH_WITHIN_MS = 30;

export interface Viewer {
  readonly seat: Seat;
  readonly console: string;
  readonly since: number;
  readonly mayDrive: boolean;
  readonly tell: ((state: DriverState) => void) | undefined;
  shown: boolean;
  /** What it was told last. */
  said: string;
}

/** What a viewer believes that was told nothing. */
export const NOTHING_SAID = JSON.stringify({ type: 'driver', you: false, driver: null, asks: [] });

export interface RoomOptions {
  readonly node: string;
  readonly nodeName: string;
  readonly now: () => number;
  /** Whoever is there, or who drives, has changed. */
  readonly publish: (presence: Omit<Presence, 'revision'>) => void;
  readonly onTurn: (turn: DriverTurn) => void;
  /** Nobody is left, and nobody drives. */
  readonly onEmpty: () => void;
}

const iso = (time: number): string => new Date(time).toISOString();

/** Those who have consoles of one machine open, and who drives each. */
export class Room {
  readonly #options: RoomOptions;
  readonly #viewers = new Set<Viewer>();
  readonly #drivings = new Map<string, Driving>();
  /** Names of those who are there, drive or ask. */
  readonly #seats = new Map<string, Seat>();
  /** What the viewers of a console were told last. */
  readonly #told = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #publishing: NodeJS.Timeout | undefined;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  add(viewer: Viewer): void {
    this.#viewers.add(viewer);
    this.#seats.set(viewer.seat.id, viewer.seat);
    this.#attends(viewer);
    this.#say(viewer);
  }

  remove(viewer: Viewer): void {
    if (!this.#viewers.delete(viewer)) return;
    viewer.shown = false;
    this.#attends(viewer);
  }

  show(viewer: Viewer, shown: boolean): void {
    if (viewer.shown === shown || !this.#viewers.has(viewer)) return;
    viewer.shown = shown;
    this.#attends(viewer);
  }

  driving(console: string): Driving {
    return this.#drivings.get(console) ?? NOBODY;
  }

  driverOf(console: string): Seat | null {
    const { driver } = this.driving(console);
    return driver === null ? null : (this.#seats.get(driver.person) ?? null);
  }

  /** Whether the person has this console open, and may write there. */
  mayDrive(console: string, person: string): boolean {
    for (const { seat, mayDrive, ...viewer } of this.#viewers)
      if (seat.id === person && mayDrive && viewer.console === console) return true;
    return false;
  }

  ended(person: string): void {
    for (const console of [...this.#drivings.keys()]) this.apply(console, { kind: 'ended', person });
  }

  /** Input of this viewer; what a script has piped in may arrive after it has gone. */
  type({ console, seat: { id }, shown }: Viewer): DriveRefusal | null {
    const refusal = this.apply(console, { kind: 'type', person: id });
    if (refusal === null && !shown) this.apply(console, { kind: 'gone', person: id });
    return refusal;
  }

  /** Makes it happen, and tells everybody whom it concerns; returns why it did not. */
  apply(console: string, event: DriveEvent): DriveRefusal | null {
    const now = this.#options.now();
    const { driving, turns, refusal } = step(this.driving(console), event, now);
    if (driving.driver === null) this.#drivings.delete(console);
    else this.#drivings.set(console, driving);
    for (const turn of turns) {
      const names = { from: this.#name(turn.from?.person), to: this.#name(turn.to ?? undefined) };
      const { node, nodeName } = this.#options;
      this.#options.onTurn({ node, nodeName, console, turn, names, at: now });
    }
    this.#arm(now);
    this.#tell(console);
    return refusal;
  }

  presence(): Omit<Presence, 'revision'> {
    const now = this.#options.now();
    const guests = [...this.#viewers].filter(({ seat, shown }) => seat.guest && shown);
    return {
      node: this.#options.node,
      people: this.#people(),
      guests: new Set(guests.map(({ seat }) => seat.id)).size,
      drivers: [...this.#drivings.keys()].toSorted().flatMap((console) => this.#driver(console, now) ?? []),
    };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#publishing);
  }

  /** A viewer has come, gone, or is looked at again. */
  #attends({ console, seat }: Viewer): void {
    const { driver, asks } = this.driving(console);
    const concerned = driver?.person === seat.id || asks.some(({ person }) => person === seat.id);
    if (concerned) {
      const isThere = [...this.#viewers].some(
        (each) => each.seat.id === seat.id && each.console === console && each.mayDrive && each.shown,
      );
      if (!isThere || driver?.goneAt !== null)
        this.apply(console, { kind: isThere ? 'back' : 'gone', person: seat.id });
    }
    this.#publishSoon();
  }

  #name(person: string | undefined): string | null {
    return person === undefined ? null : (this.#seats.get(person)?.name ?? person);
  }

  #people(): ConsolePerson[] {
    const people = new Map<string, ConsolePerson>();
    for (const { seat, console, since, mayDrive, shown } of this.#viewers) {
      if (!shown || seat.guest) continue;
      const { id, name, role, from } = seat;
      const person = people.get(id) ?? { id, name, role, from, since: iso(since), views: [] };
      const view = person.views.find((each) => each.console === console);
      // Two windows with the same console are one view.
      if (view === undefined) person.views.push({ console, since: iso(since), mayDrive });
      else view.mayDrive ||= mayDrive;
      people.set(id, person);
    }
    return [...people.values()];
  }

  #driver(console: string, now: number): ConsoleDriver | null {
    const { driver, asks } = this.driving(console);
    if (driver === null) return null;
    const { person, since, locked, goneAt, lender } = driver;
    return {
      ...{ console, person, name: this.#name(person) ?? person, since: iso(since) },
      ...{ idle: isIdle(driver, now), gone: goneAt !== null, locked, lender },
      asks: asks.map((ask) => ({
        person: ask.person,
        name: this.#name(ask.person) ?? ask.person,
        at: iso(ask.at),
      })),
    };
  }

  #stateFor({ console, seat }: Viewer): DriverState {
    const driver = this.#driver(console, this.#options.now());
    const you = driver?.person === seat.id;
    const asks = (driver?.asks ?? []).map(({ person, name }) => ({ person, name, you: person === seat.id }));
    return {
      type: 'driver',
      you,
      driver: driver && { name: driver.name, idle: driver.idle, locked: driver.locked },
      asks: you ? asks : asks.filter((ask) => ask.you),
    };
  }

  #tell(console: string): void {
    const now = JSON.stringify(this.#driver(console, this.#options.now()));
    if (now === (this.#told.get(console) ?? 'null')) return;
    this.#told.set(console, now);
    for (const viewer of this.#viewers) if (viewer.console === console) this.#say(viewer);
    this.#publishSoon();
  }

  #say(viewer: Viewer): void {
    const state = this.#stateFor(viewer);
    const text = JSON.stringify(state);
    if (text === viewer.said) return;
    viewer.said = text;
    viewer.tell?.(state);
  }

  /** One timer, for what happens by itself. A key only ever defers it, so an earlier one is left to find that out. */
  #arm(now: number): void {
    const moments = [...this.#drivings.values()].map((driving) => nextMoment(driving, now));
    const at = Math.min(...moments.map((moment) => moment ?? Number.POSITIVE_INFINITY));
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#elapsed(), Math.max(0, at - now));
    this.#timer.unref();
  }

  #elapsed(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    for (const console of [...this.#drivings.keys()]) this.apply(console, { kind: 'time' });
    this.#arm(this.#options.now());
  }

  #publishSoon(): void {
    this.#publishing ??= setTimeout(() => {
      this.#publishing = undefined;
      this.#forget();
      this.#options.publish(this.presence());
      if (this.#viewers.size === 0 && this.#drivings.size === 0) this.#options.onEmpty();
    }, PUBLISH_WITHIN_MS).unref();
  }

  /** Those who are gone, and neither drive nor ask. */
  #forget(): void {
    const needed = new Set([...this.#viewers].map(({ seat }) => seat.id));
    for (const { driver, asks } of this.#drivings.values()) {
      if (driver !== null) needed.add(driver.person);
      for (const { person } of asks) needed.add(person);
    }
    for (const id of this.#seats.keys()) if (!needed.has(id)) this.#seats.delete(id);
  }
}
