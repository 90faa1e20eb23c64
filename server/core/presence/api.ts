import type { SerialDown } from '../../../lib/contract/live.ts';
import type { DriveAction, Presence } from '../../../lib/contract/presence.ts';
import type { Role } from '../../../lib/contract/session.ts';
import type { Turn } from '../../../lib/domain/driving.ts';

/** One login session or token among those at a console. */
export interface Seat {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly from: 'browser' | 'program';
  /** Has no account: is counted, and not named. */
  readonly guest: boolean;
  /** Whether it may write to consoles at all. */
  readonly mayDrive: boolean;
}

/** A serial port or the screen of a node, or of a domain by its address HOST/UUID. */
export interface ConsolePlace {
  readonly node: string;
  /** What people call it. */
  readonly nodeName: string;
  readonly console: string;
}

export type DriverState = Extract<SerialDown, { type: 'driver' }>;

/** One open viewer. */
export interface Attendance {
  /** Called before input is passed on; throws `not-driving`, `console-locked` or `forbidden`, and then it must not be. */
  drive(): void;
  /** Whether nobody else drives. */
  readonly free: boolean;
  /** Whether anybody looks at it. */
  show(shown: boolean): void;
  leave(): void;
}

/** A change of drivers, for the audit trail. */
export interface DriverTurn extends ConsolePlace {
  readonly turn: Turn;
  readonly names: { readonly from: string | null; readonly to: string | null };
  readonly at: number;
}

/** Who looks at which console, and which of them drives it: everybody may look, one types. */
export interface PresenceSection {
  /** `tell` is called when what this viewer should know about the driver has changed. */
  attend(
    place: ConsolePlace,
    seat: Seat,
    viewer: { readonly mayWrite: boolean; readonly tell?: (state: DriverState) => void },
  ): Attendance;
  /** The login has ended, or lost its rights: it drives nothing from now on. */
  end(seat: string): void;
  /** By the node's id, or HOST/UUID. */
  of(node: string): Presence;
  /** Asks, answers, takes over, locks. Throws `not-driving`, `console-locked`, `forbidden` and `conflict`. */
  act(place: ConsolePlace, seat: Seat, action: DriveAction, to?: string): Presence;
  onTurn(listener: (turn: DriverTurn) => void): () => void;
}
