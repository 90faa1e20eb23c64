/** What a keyframe is made with: a terminal that nobody sees, and what writes its contents down. */
export interface HiddenTerminal {
  write(data: Uint8Array, written: () => void): void;
  /** Its contents, as what draws them again. */
  serialize(): string;
  dispose(): void;
}

/** Growing bytes that are fetched when they are needed. */
export interface Source {
  readonly length: number;
  /** Whether all between two positions is here. */
  has(from: number, to: number): boolean;
  load(from: number, to: number): Promise<void>;
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
  readonly #open: () => HiddenTerminal;
  #terminal: HiddenTerminal | undefined;
  readonly #frames: Keyframe[] = [];
  #position = 0;

  /** `open` is called when the first one is made. */
  constructor(source: Source, open: () => HiddenTerminal) {
    this.#source = source;
    this.#open = open;
  }

  /** Up to where they are made. */
  get position(): number {
    return this.#position;
  }

  /** The last one that is not after a position. */
  before(position: number): Keyframe | undefined {
    return this.#frames.findLast((frame) => frame.position <= position);
  }

  /** Makes the next one; false if there is not enough output for it yet. Rejects if that cannot be fetched. */
  async next(): Promise<boolean> {
    const from = this.#position + EVERY;
    if (this.#source.length < from) return false;
    await this.#source.load(this.#position, from + LINE_MAX);
    const end = endOfLine(this.#source, from);
    const bytes = this.#source.slice(this.#position, end);
    const terminal = (this.#terminal ??= this.#open());
    await new Promise<void>((written) => terminal.write(bytes, written));
    this.#position = end;
    this.#frames.push({ position: end, screen: terminal.serialize() });
    return true;
  }

  dispose(): void {
    this.#terminal?.dispose();
  }
}

/** The first position after a line from `from` on, or `from` if there is none near it. */
export function endOfLine(source: Pick<Source, 'slice'>, from: number): number {
  const feed = source.slice(from, from + LINE_MAX).indexOf(LINE_FEED);
  return feed === -1 ? from : from + feed + 1;
}
