import { endOfLine, type Keyframes, type Source } from './keyframes.ts';

/** Draws what is written to it, in order. */
interface Drawing {
  write(data: Uint8Array | string, drawn: () => void): void;
}

/** Further ahead than this, it is drawn from a keyframe. */
const AHEAD = 128 * 1024;
/** A keyframe further back than this is of no use: drawing all that follows it would take too long. */
const FAR = 2 * AHEAD;
/** Without a keyframe near it, so much of what was before a moment is drawn; it is corrected once there is one. */
export const UNTIL_KNOWN = 48 * 1024;
/** The terminal as at power-on. */
const RESET = '\x1bc';

/** Shows a terminal's output as it was after some position; a newer wish replaces one that is not drawn yet. */
export class ShownOutput {
  readonly #source: Source;
  readonly #frames: Pick<Keyframes, 'before' | 'position'>;
  readonly #drawing: Drawing;
  #drawn = 0;
  #wanted = 0;
  #busy = false;
  #exact = true;
  #waiting: (() => void)[] = [];

  constructor(source: Source, frames: Pick<Keyframes, 'before' | 'position'>, drawing: Drawing) {
    this.#source = source;
    this.#frames = frames;
    this.#drawing = drawing;
  }

  /** Whether it is drawn with all that came before. */
  get exact(): boolean {
    return this.#exact;
  }

  show(position: number): void {
    this.#wanted = Math.min(position, this.#source.length);
    if (!this.#busy) this.#draw();
  }

  /** Resolves when what was wanted is drawn. */
  settled(): Promise<void> {
    if (!this.#busy) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** More keyframes are there: draws again what was drawn without. */
  refine(): void {
    if (this.#mayRefine) this.#jump();
  }

  get #mayRefine(): boolean {
    return !this.#exact && !this.#busy && !this.#isFar(this.#wanted);
  }

  #draw(): void {
    const ahead = this.#wanted - this.#drawn;
    if (ahead === 0) this.#rest();
    else if (ahead < 0 || ahead > AHEAD) this.#jump();
    else if (this.#isHere(this.#drawn)) this.#write(this.#drawn);
  }

  #rest(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Whether too much is between a position and the keyframe before it. */
  #isFar(position: number): boolean {
    return position - (this.#frames.before(position)?.position ?? 0) > FAR;
  }

  #jump(): void {
    const isExact = !this.#isFar(this.#wanted);
    const frame = isExact ? this.#frames.before(this.#wanted) : undefined;
    const begin = isExact ? (frame?.position ?? 0) : this.#wanted - UNTIL_KNOWN;
    if (!this.#isHere(begin)) return;
    this.#exact = isExact;
    const from = isExact ? begin : Math.min(endOfLine(this.#source, begin), this.#wanted);
    // Before what is drawn, so that nothing of it is seen.
    this.#drawing.write(RESET + (frame?.screen ?? ''), () => undefined);
    this.#write(from);
  }

  /** Whether what is between a position and the wanted one is here; if not, it is fetched and drawn then. */
  #isHere(from: number): boolean {
    const to = this.#wanted;
    if (this.#source.has(from, to)) return true;
    this.#busy = true;
    this.#source.load(from, to).then(
      () => this.#goOn(),
      () => {
        // It was given up: nothing more is drawn.
        this.#busy = false;
        this.#rest();
      },
    );
    return false;
  }

  #goOn(): void {
    this.#busy = false;
    if (this.#mayRefine) this.#jump();
    else this.#draw();
  }

  #write(from: number): void {
    this.#busy = true;
    const position = this.#wanted;
    this.#drawing.write(this.#source.slice(from, position), () => {
      this.#busy = false;
      this.#drawn = position;
      this.#draw();
    });
  }
}
