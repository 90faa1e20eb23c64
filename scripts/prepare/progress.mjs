// @ts-check

/** How often a long step is reported as still running if there is no terminal. */
const HEARTBEAT_MS = 10_000;
const NAME_WIDTH = 18;

/** @typedef {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} Output */

/**
 * @typedef {object} StepProgress
 * @property {(text: string) => void} announce  prints a separate line, such as what is about to be changed
 * @property {(text: string) => void} working
 * @property {(mark: '✓' | '!' | '✗', text: string) => void} end
 */

/**
 * Shows the progress of steps, of which several may run at once: a rewritten last line on a terminal, else plain lines.
 */
export class Progress {
  #out;
  /** Names of the running steps, with their start times. @type {Map<string, number>} */
  #running = new Map();

  /** @param {Output} out */
  constructor(out) {
    this.#out = out;
  }

  /**
   * @param {string} name
   * @returns {StepProgress}
   */
  begin(name) {
    const started = performance.now();
    let lastBeat = started;
    this.#running.set(name, started);
    this.#transient('');
    return {
      announce: (text) => this.#permanent('→', name, started, text),
      working: (text) => {
        if (this.#out.isTTY) {
          this.#transient(text);
          return;
        }
        if (performance.now() - lastBeat < HEARTBEAT_MS) return;
        lastBeat = performance.now();
        this.#permanent('…', name, started, text);
      },
      end: (mark, text) => {
        this.#running.delete(name);
        this.#permanent(mark, name, started, text);
      },
    };
  }

  /** @param {string} text the latest message of one of them */
  #transient(text) {
    const [oldest] = this.#running.values();
    if (!this.#out.isTTY || oldest === undefined) return;
    const line = `… ${label([...this.#running.keys()].join(', '), oldest)} ${text}`;
    this.#out.write(`\r\x1b[K${line.slice(0, Math.max((this.#out.columns ?? 80) - 1, 10))}`);
  }

  /**
   * @param {'✓' | '!' | '✗' | '→' | '…'} mark
   * @param {string} name
   * @param {number} started
   * @param {string} text may have several lines
   */
  #permanent(mark, name, started, text) {
    const clear = this.#out.isTTY ? '\r\x1b[K' : '';
    const indent = `\n${' '.repeat(NAME_WIDTH + 13)}`;
    this.#out.write(`${clear}${mark} ${label(name, started)} ${text.split('\n').join(indent)}\n`);
    this.#transient('');
  }
}

/**
 * @param {string} name
 * @param {number} started
 */
function label(name, started) {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return `${name.padEnd(NAME_WIDTH)} ${seconds.padStart(6)} s `;
}
