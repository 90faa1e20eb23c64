/** Acknowledgements that take longer than this: too much is on its way. */
const SLOW_MS = 1000;
const FAST_MS = 250;

/**
 * How many bytes are in flight to a viewer. Missing bytes do not count: an acknowledgement up to a gap
 * counts as one up to its end. To a viewer at the end of a slow line, few are sent at a time: what waits in front of an
 * answer is what the answer waits for.
 */
export class SerialWindow {
  readonly #most: number;
  readonly #least: number;
  readonly #clock: () => number;
  #size: number;
  #acknowledged: number;
  #position: number;
  /** Not yet acknowledged, in order. */
  #gaps: { readonly from: number; readonly to: number }[] = [];
  /** When the bytes before a position were sent; those not yet acknowledged, in order. */
  #sent: { readonly position: number; readonly at: number }[] = [];

  /** A viewer acknowledges an eighth of `most` at a time at the latest, so the window is never smaller. */
  constructor(most: number, start: number, clock = () => performance.now()) {
    this.#most = most;
    this.#least = Math.ceil(most / 8);
    this.#size = most;
    this.#clock = clock;
    this.#acknowledged = start;
    this.#position = start;
  }

  /** Bytes that may be sent now. */
  get room(): number {
    const missing = this.#gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
    return this.#size - (this.#position - this.#acknowledged - missing);
  }

  sent(position: number): void {
    this.#position = position;
    this.#sent.push({ position, at: this.#clock() });
  }

  skipped(from: number, to: number): void {
    this.#gaps.push({ from, to });
    this.#position = to;
    this.acknowledge(this.#acknowledged);
  }

  /** Ignores offsets that were never sent: they belong to an earlier boot. */
  acknowledge(offset: number): void {
    if (offset > this.#position) return;
    this.#acknowledged = Math.max(this.#acknowledged, offset);
    this.#adapt();
    let [gap] = this.#gaps;
    while (gap && gap.from <= this.#acknowledged) {
      this.#acknowledged = Math.max(this.#acknowledged, gap.to);
      this.#gaps.shift();
      [gap] = this.#gaps;
    }
  }

  #adapt(): void {
    const done = this.#sent.findLastIndex(({ position }) => position <= this.#acknowledged);
    const last = this.#sent[done];
    if (last === undefined) return;
    this.#sent.splice(0, done + 1);
    const took = this.#clock() - last.at;
    if (took > SLOW_MS) this.#size = Math.max(this.#least, this.#size / 2);
    else if (took < FAST_MS) this.#size = Math.min(this.#most, this.#size * 2);
  }
}
