import { LineScreen, type LineEvents, Triggers } from '../../../lib/domain/recogniser/line-screen.ts';

const NO_TRIGGERS = new Triggers();

/** The lines of a serial port as text: without colours, cursor movements and what was overwritten. */
export class PlainLines implements LineEvents {
  readonly triggers = NO_TRIGGERS;
  readonly isCurious = false;
  readonly #screen = new LineScreen(this);
  #lines: string[] = [];

  /** The lines that these bytes complete. */
  push(bytes: Uint8Array, offset: number): readonly string[] {
    this.#screen.push(bytes, offset);
    return this.#taken();
  }

  /** What is left at the end; it may be a prompt. */
  end(): readonly string[] {
    this.#screen.interrupt();
    return this.#taken();
  }

  completed({ text }: LineScreen): void {
    if (text.trim() !== '') this.#lines.push(text.trimEnd());
  }

  grew(): void {
    // Only whole lines are printed.
  }

  moved(): void {
    // As above.
  }

  firmwareReset(): void {
    // The lines before it are complete.
  }

  #taken(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}
