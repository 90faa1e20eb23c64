import type { DriveAction, Presence } from '../../../lib/contract/presence.ts';
import { isIdle } from '../../../lib/domain/driving.ts';
import { allows, requirePermission } from '../../../lib/domain/permission.ts';
import { Listeners } from '../../../lib/listeners.ts';
import type { Context } from '../context.ts';
import type { Attendance, ConsolePlace, DriverTurn, Seat, PresenceSection } from './api.ts';
import { drivingRefused, mayNotTakeOver, notOpen, otherNotThere, readOnly } from './refusals.ts';
import { NOTHING_SAID, Room, type Viewer } from './room.ts';

/** Who is at the consoles, in memory: after a restart nobody drives, and the next key decides. */
export class ConsolePresence implements PresenceSection {
  readonly #bus: Context['bus'];
  readonly #now: () => number;
  readonly #rooms = new Map<string, Room>();
  readonly #turns = new Listeners<DriverTurn>();

  constructor({ bus, now }: Pick<Context, 'bus' | 'now'>) {
    this.#bus = bus;
    this.#now = () => Date.parse(now());
  }

  /** Machines whose consoles somebody has open. */
  get size(): number {
    return this.#rooms.size;
  }

  attend(...[place, seat, { mayWrite, tell }]: Parameters<PresenceSection['attend']>): Attendance {
    const room = this.#room(place);
    const mayDrive = mayWrite && seat.mayDrive;
    const { console } = place;
    const said = NOTHING_SAID;
    // Guests are not told who is there.
    const told = seat.guest ? undefined : tell;
    const viewer: Viewer = { seat, console, since: this.#now(), mayDrive, tell: told, shown: true, said };
    room.add(viewer);
    return {
      get free() {
        const { driver } = room.driving(console);
        return mayDrive && (driver === null || driver.person === seat.id);
      },
      drive: () => {
        if (!mayDrive) throw readOnly();
        const refusal = room.type(viewer);
        if (refusal !== null) throw this.#refused(room, place, refusal, true);
      },
      show: (shown) => room.show(viewer, shown),
      leave: () => room.remove(viewer),
    };
  }

  end(seat: string): void {
    for (const room of this.#rooms.values()) room.ended(seat);
  }

  of(node: string): Presence {
    const room = this.#rooms.get(node);
    const present = room?.presence() ?? { node, people: [], guests: 0, drivers: [] };
    return { ...present, revision: this.#bus.nextRevision() };
  }

  act(place: ConsolePlace, seat: Seat, action: DriveAction, to?: string): Presence {
    requirePermission(seat, 'console.write');
    if (action === 'lock') requirePermission(seat, 'console.take-over');
    const room = this.#rooms.get(place.node);
    const { console } = place;
    // An administrator may unlock what somebody else has locked without looking at it.
    if (room === undefined || (action !== 'unlock' && !room.mayDrive(console, seat.id))) throw notOpen(place);
    const asked = to ?? room.driving(console).asks[0]?.person ?? '';
    const person = seat.id;
    if (action === 'take-over') this.#mayTakeOver(room, place, seat);
    if (action === 'unlock' && room.driverOf(console)?.id !== person)
      requirePermission(seat, 'console.take-over');
    if (action === 'hand-over' && asked === '') throw this.#refused(room, place, 'not-asked', false);
    if (action === 'hand-over' && !room.mayDrive(console, asked)) throw otherNotThere(place);
    const refusal = room.apply(
      console,
      action === 'hand-over' || action === 'keep'
        ? { kind: action, person, to: asked }
        : { kind: action, person },
    );
    if (refusal !== null) throw this.#refused(room, place, refusal, false);
    return this.of(place.node);
  }

  onTurn(listener: (turn: DriverTurn) => void): () => void {
    return this.#turns.add(listener);
  }

  close(): void {
    for (const room of this.#rooms.values()) room.dispose();
    this.#rooms.clear();
    this.#turns.clear();
  }

  #room({ node, nodeName }: ConsolePlace): Room {
    const present = this.#rooms.get(node);
    if (present !== undefined) return present;
    const room: Room = new Room({
      ...{ node, nodeName, now: this.#now },
      publish: (presence) =>
        this.#bus.emit({ kind: 'presence', object: { ...presence, revision: this.#bus.nextRevision() } }),
      onTurn: (turn) => this.#turns.notify(turn),
      onEmpty: () => {
        room.dispose();
        if (this.#rooms.get(node) === room) this.#rooms.delete(node);
      },
    });
    this.#rooms.set(node, room);
    return room;
  }

  /** Administrators, whoever has handed it over, and people who drive in another window of theirs. */
  #mayTakeOver(room: Room, { console }: ConsolePlace, seat: Seat): void {
    const { driver } = room.driving(console);
    const present = room.driverOf(console);
    if (driver === null || driver.lender === seat.id || present?.userId === seat.userId) return;
    if (allows(seat.role, 'console.take-over') || (isIdle(driver, this.#now()) && !driver.locked)) return;
    throw mayNotTakeOver(present?.name ?? 'Somebody else');
  }

  #refused(room: Room, place: ConsolePlace, refusal: Parameters<typeof drivingRefused>[0], typed: boolean) {
    return drivingRefused(refusal, { place, driver: room.driverOf(place.console)?.name ?? '', typed });
  }
}
