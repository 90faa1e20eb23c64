import type { Boot } from '../../../lib/contract/boot.ts';
import type { ScreenNow } from '../../../lib/contract/screen-now.ts';
import type { Replay } from '../../../lib/contract/replay.ts';
import type { Actor } from '../access/actor.ts';

/** What a viewer of a running boot has already: offsets by port, and how many pictures. */
export interface ReplayFrom {
  readonly offsets?: readonly number[];
  readonly pictures?: number;
}

export interface NamedPicture {
  /** Another name is another picture. */
  readonly picture: string;
  readonly png: Buffer;
}

/** What was recorded of boots, also of those of deleted nodes. */
export interface RecordingsSection {
  /** When its output came, its stages and the list of its pictures. */
  replay(idOrName: string, boot: number, from?: ReplayFrom): Promise<Replay>;
  /** A picture of its display, as PNG. */
  picture(idOrName: string, boot: number, picture: string): Promise<Buffer>;
  /** What the displays of all nodes that are on show, as far as it was recorded. */
  screens(): readonly ScreenNow[];
  /** The latest picture of its display. Throws `not-found` when it is off, or has none yet. */
  latestPicture(idOrName: string): Promise<NamedPicture>;
  /** Keeps it for good, or no longer. Throws `conflict` if pinned recordings took all the room. */
  pin(idOrName: string, boot: number, pinned: boolean, actor: Actor): Promise<Boot>;
  /** Removes logs and pictures; the stages stay. Throws `conflict` while it runs or is pinned. */
  remove(idOrName: string, boot: number, actor: Actor): Promise<void>;
}
