/** What a keyframe is made with: a terminal that nobody sees, and what writes its contents down. */
export interface HiddenTerminal {
  write(data: Uint8Array, written: () => void): void;
  /** Its contents, as what draws them again. */
  serialize(): string;
  dispose(): void;
}

/** Growing bytes. */
export interface Source {
  readonly length: number;
  slice(from: number, to: number): Uint8Array;
}

/** What the terminal shows after the bytes before `position`. */
interface Keyframe {
  readonly position: number;
  readonly screen: string;
}

const EVERY = 128 * 1024;
/** A keyframe is taken at the end of a line, where no control sequence is half read. */
const LINE_MAX = 16 * 1024;
const LINE_FEED = 10;

/**
 * Snapshots of a terminal along its output, so that any moment is drawn from the one before it. They are made piece by
 * piece, beside other work.
 */
export class Keyframes {
  readonly #source: Source;
  readonly #terminal: HiddenTerminal;
  readonly #frames: Keyframe[] = [];
  #position = 0;

  constructor(source: Source, terminal: HiddenTerminal) {
    this.#source = source;
    this.#terminal = terminal;
  }

  /** Up to where they are made. */
  get position(): number {
    return this.#position;
  }

  /** The last one that is not after a position. */
  before(position: number): Keyframe | undefined {
    return this.#frames.findLast((frame) => frame.position <= position);
  }

  /** Makes the next one; false if there is not enough output for it yet. */
  async next(): Promise<boolean> {
    const end = endOfLine(this.#source, this.#position + EVERY);
    if (end === null) return false;
    const bytes = this.#source.slice(this.#position, end);
    await new Promise<void>((written) => this.#terminal.write(bytes, written));
    this.#position = end;
    this.#frames.push({ position: end, screen: this.#terminal.serialize() });
    return true;
  }

  dispose(): void {
    this.#terminal.dispose();
  }
}

/** The first position after a line from `from` on, or near it; null if it is not there yet. */
export function endOfLine(source: Source, from: number): number | null {
  if (source.length < from) return null;
  const feed = source.slice(from, from + LINE_MAX).indexOf(LINE_FEED);
  return feed === -1 ? from : from + feed + 1;
}
