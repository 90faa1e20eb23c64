/** A reproducible source of choices. */
export interface Random {
  readonly seed: number;
  /** An integer of 0 … `limit` - 1. */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32: small, and the same sequence for the same seed everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => Math.floor((word() / 0x1_0000_0000) * limit);
  return {
    seed,
    below,
    pick: (from) => {
      const chosen = from.at(below(from.length));
      if (chosen === undefined) throw new Error('nothing to pick from');
      return chosen;
    },
  };
}

/** The seed of this run: FUZZ_SEED repeats an earlier one. */
export function chosenSeed(): number {
  const given = process.env.FUZZ_SEED;
  if (given === undefined) return Math.floor(Math.random() * 0x1_0000_0000);
  const seed = Number(given);
  if (!Number.isInteger(seed)) throw new Error(`FUZZ_SEED=${given} is not an integer`);
  return seed;
}
