import { endOfLine, type Keyframes, type Source } from './keyframes.ts';

/** Draws what is written to it, in order. */
interface Drawing {
  write(data: Uint8Array | string, drawn: () => void): void;
}

/** Further ahead than this, it is drawn from a keyframe. */
const AHEAD = 256 * 1024;
/** Without a keyframe near it, so much of what was before a moment is drawn; it is corrected once there is one. */
const UNTIL_KNOWN = 96 * 1024;
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
    if (this.#exact || this.#busy || this.#isFar(this.#wanted)) return;
    this.#jump();
  }

  #draw(): void {
    const ahead = this.#wanted - this.#drawn;
    if (ahead === 0) this.#rest();
    else if (ahead < 0 || ahead > AHEAD) this.#jump();
    else this.#write(this.#source.slice(this.#drawn, this.#wanted));
  }

  #rest(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Whether too much is between a position and the keyframe before it. */
  #isFar(position: number): boolean {
    return position - (this.#frames.before(position)?.position ?? 0) > 2 * AHEAD;
  }

  #jump(): void {
    const frame = this.#frames.before(this.#wanted);
    this.#exact = !this.#isFar(this.#wanted);
    const from = this.#exact
      ? (frame?.position ?? 0)
      : (endOfLine(this.#source, this.#wanted - UNTIL_KNOWN) ?? this.#wanted);
    // Before what is drawn, so that nothing of it is seen.
    this.#drawing.write(RESET + (this.#exact ? (frame?.screen ?? '') : ''), () => undefined);
    this.#write(this.#source.slice(Math.min(from, this.#wanted), this.#wanted));
  }

  #write(bytes: Uint8Array): void {
    this.#busy = true;
    const position = this.#wanted;
    this.#drawing.write(bytes, () => {
      this.#busy = false;
      this.#drawn = position;
      this.#draw();
    });
  }
}
