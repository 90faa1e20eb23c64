/**
 * How many bytes are in flight to a viewer. Missing bytes do not count: an acknowledgement up to a gap
 * counts as one up to its end.
 */
export class SerialWindow {
  readonly #size: number;
  #acknowledged: number;
  #position: number;
  /** Not yet acknowledged, in order. */
  #gaps: { readonly from: number; readonly to: number }[] = [];

  constructor(size: number, start: number) {
    this.#size = size;
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
    let [gap] = this.#gaps;
    while (gap && gap.from <= this.#acknowledged) {
      this.#acknowledged = Math.max(this.#acknowledged, gap.to);
      this.#gaps.shift();
      [gap] = this.#gaps;
    }
  }
}
