// @ts-check

/** How often a log without a terminal is told that a long step still runs. */
const HEARTBEAT_MS = 10_000;
const NAME_WIDTH = 18;

/**
 * Shows one step at a time: on a terminal as a line that is rewritten, elsewhere as plain lines.
 */
export class Progress {
  #out;
  #name = '';
  #started = 0;
  #lastBeat = 0;

  /** @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} out */
  constructor(out) {
    this.#out = out;
  }

  /** @param {string} name */
  begin(name) {
    this.#name = name;
    this.#started = performance.now();
    this.#lastBeat = this.#started;
    if (this.#out.isTTY) this.#transient('…');
  }

  /**
   * Something worth a line of its own, such as what is about to be changed.
   * @param {string} text
   */
  announce(text) {
    this.#permanent('→', text);
  }

  /** @param {string} text */
  working(text) {
    if (this.#out.isTTY) {
      this.#transient(text);
      return;
    }
    if (performance.now() - this.#lastBeat < HEARTBEAT_MS) return;
    this.#lastBeat = performance.now();
    this.#permanent('…', text);
  }

  /**
   * @param {'✓' | '!' | '✗'} mark
   * @param {string} text
   */
  end(mark, text) {
    this.#permanent(mark, text);
  }

  /** @param {string} text */
  #transient(text) {
    const width = (this.#out.columns ?? 80) - NAME_WIDTH - 16;
    this.#out.write(`\r\x1b[K… ${this.#label()} ${text.slice(0, Math.max(width, 10))}`);
  }

  /**
   * @param {string} mark
   * @param {string} text may have several lines
   */
  #permanent(mark, text) {
    const clear = this.#out.isTTY ? '\r\x1b[K' : '';
    const indent = `\n${' '.repeat(NAME_WIDTH + 13)}`;
    this.#out.write(`${clear}${mark} ${this.#label()} ${text.split('\n').join(indent)}\n`);
  }

  #label() {
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(1);
    return `${this.#name.padEnd(NAME_WIDTH)} ${seconds.padStart(6)} s `;
  }
}
