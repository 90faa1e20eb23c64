import type { Program } from './program.ts';
import { END, isWord, symbolOf } from './syntax.ts';

/** More states than any of our patterns needs; then the oldest are forgotten. */
const STATES_MAX = 500;
const UNKNOWN = -1;
const MATCHED = -2;
const DEAD = -3;

/** Where the steps of a program may be before the next symbol. */
interface State {
  readonly steps: readonly number[];
  readonly isBegin: boolean;
  readonly afterWord: boolean;
  /** The next state, by symbol. */
  readonly next: Int32Array;
}

/**
 * Tells whether a line matches, in one pass: states are sets of steps, made when they are first reached. Time is linear
 * in the length of the line whatever the pattern and the line are, and memory is bounded.
 */
export class Automaton {
  readonly #program: Program;
  readonly #isAnchored: boolean;
  readonly #ids = new Map<string, number>();
  #states: State[] = [];
  /** Before the first symbol; -1: not made yet, or forgotten. */
  #begin = -1;

  constructor(program: Program) {
    this.#program = program;
    const [first] = program;
    this.#isAnchored = first?.op === 'assert' && first.assertion === 'begin';
  }

  matches(line: string): boolean {
    if (this.#begin < 0) this.#begin = this.#state([0], true, false);
    let state = this.#begin;
    for (let at = 0; at <= line.length; at++) {
      const symbol = at === line.length ? END : symbolOf(line.charCodeAt(at));
      const known = this.#states[state]?.next[symbol] ?? UNKNOWN;
      const next = known === UNKNOWN ? this.#advance(state, symbol) : known;
      if (next === MATCHED) return true;
      if (next === DEAD) return false;
      state = next;
    }
    return false;
  }

  #advance(from: number, symbol: number): number {
    const state = this.#states[from];
    if (state === undefined) return DEAD;
    const next = this.#after(state, symbol);
    // The table may just have been emptied; then there is nothing to remember this in.
    if (this.#states[from] === state) state.next[symbol] = next;
    return next;
  }

  #after(state: State, symbol: number): number {
    const reached = this.#reached(state, symbol);
    if (reached === null) return MATCHED;
    if (symbol === END) return DEAD;
    const steps = reached.flatMap((at) => {
      const step = this.#program[at];
      return step?.op === 'set' && step.set[symbol] === 1 ? [at + 1] : [];
    });
    if (!this.#isAnchored) steps.push(0);
    if (steps.length === 0) return DEAD;
    return this.#state(
      [...new Set(steps)].sort((one, other) => one - other),
      false,
      isWord(symbol),
    );
  }

  /** The steps that wait for a symbol, given the next one; null when the pattern has matched. */
  #reached({ steps, isBegin, afterWord }: State, symbol: number): readonly number[] | null {
    const seen = new Set<number>();
    const waiting = [...steps];
    const found: number[] = [];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const step = this.#program[at];
      if (step === undefined) continue;
      if (step.op === 'match') return null;
      if (step.op === 'set') found.push(at);
      else if (step.op === 'either') waiting.push(step.first, step.second);
      else if (step.op === 'jump') waiting.push(step.to);
      else if (step.op === 'save' || holds(step.assertion, isBegin, afterWord, symbol)) waiting.push(at + 1);
    }
    return found;
  }

  #state(steps: readonly number[], isBegin: boolean, afterWord: boolean): number {
    const key = `${isBegin ? '^' : ''}${afterWord ? 'w' : ''}${steps.join()}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#states.length >= STATES_MAX) {
      this.#states = [];
      this.#ids.clear();
      this.#begin = -1;
    }
    const id =
      this.#states.push({ steps, isBegin, afterWord, next: new Int32Array(END + 1).fill(UNKNOWN) }) - 1;
    this.#ids.set(key, id);
    return id;
  }
}

/** Whether a position is what it is said to be. */
export function holds(
  assertion: 'begin' | 'end' | 'word',
  isBegin: boolean,
  afterWord: boolean,
  next: number,
): boolean {
  if (assertion === 'begin') return isBegin;
  if (assertion === 'end') return next === END;
  return afterWord !== (next !== END && isWord(next));
}
