/** A longer pause is shortened to this. */
const IDLE_LIMIT = 2_000;

interface Cut {
  /** When the pause has lasted as long as the limit. */
  readonly real: number;
  /** The same moment in played time. */
  readonly played: number;
  /** How much is left out. */
  readonly length: number;
}

/** The time of a recording without its pauses: all in milliseconds since the boot began. */
export class PlayedTime {
  readonly #cuts: Cut[] = [];

  /** `moments`: when something happens, in any order; a pause is between two of them. */
  constructor(moments: Float64Array, limit: number = IDLE_LIMIT) {
    const sorted = moments.toSorted();
    let before = 0;
    let left = 0;
    for (const moment of sorted) {
      const length = moment - before - limit;
      if (length > 0) {
        const real = before + limit;
        this.#cuts.push({ real, played: real - left, length });
        left += length;
      }
      before = moment;
    }
  }

  toPlayed(real: number): number {
    const cut = this.#last((each) => each.real < real);
    if (cut === undefined) return real;
    return cut.played + Math.max(0, real - cut.real - cut.length);
  }

  /** At a shortened pause the end of it, with what happens there. */
  toReal(played: number): number {
    const cut = this.#last((each) => each.played <= played);
    return cut === undefined ? played : cut.real + cut.length + (played - cut.played);
  }

  /** The last of the first cuts that are `before`. */
  #last(before: (cut: Cut) => boolean): Cut | undefined {
    let [low, high] = [0, this.#cuts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const cut = this.#cuts[middle];
      if (cut !== undefined && before(cut)) low = middle + 1;
      else high = middle;
    }
    return this.#cuts[low - 1];
  }
}
