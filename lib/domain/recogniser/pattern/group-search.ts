import { holds } from './automaton.ts';
import type { Program } from './program.ts';
import { END, isWord, type SymbolSet, symbolOf } from './syntax.ts';

/**
 * Steps that were tried at a place, by the number of the search: shared, since there is one search at a time, and never
 * cleared. It grows to the largest pattern and line at most.
 */
let tried = new Uint32Array(0);
let search = 0;

function beginSearch(size: number): void {
  if (tried.length < size) tried = new Uint32Array(size);
  search++;
  if (search < 0xffff_ffff) return;
  tried.fill(0);
  search = 1;
}

/** Finds what the first group of a pattern matches in a line. */
export class GroupSearch {
  readonly #steps: Steps;
  /** It matches at the beginning of a line only, so that no other search is faster. */
  readonly isAnchored: boolean;
  /** The symbols with which a match can begin; null: any, or none at all. */
  readonly #first: SymbolSet | null;
  /** Places to go back to: step, index, beginning and end of the group. */
  readonly #waiting: number[] = [];

  constructor(program: Program) {
    const [first] = program;
    this.#steps = flat(program);
    this.isAnchored = first?.op === 'assert' && first.assertion === 'begin';
    this.#first = firstSymbols(program);
  }

  /**
   * Of the leftmost match, with the preferences of the usual regular expressions; empty if the group takes no part, and
   * null if there is no match. Each step is taken once at each character, at most.
   */
  find(line: string): string | null {
    const first = this.#first;
    beginSearch(this.#steps.kinds.length * (line.length + 1));
    for (let start = 0; start <= line.length; start++) {
      const canBegin = first === null || (start < line.length && first[symbolAt(line, start)] === 1);
      const found = canBegin ? this.#from(start, line) : null;
      if (found !== null) return found;
      if (this.isAnchored) break;
    }
    return null;
  }

  /** The group of the most preferred match that begins here; null: there is no match. */
  #from(start: number, line: string): string | null {
    const { kinds, nexts, sets, program } = this.#steps;
    const [waiting, width] = [this.#waiting, line.length + 1];
    waiting.length = 0;
    let [at, index, begin, end] = [0, start, -1, -1];
    for (;;) {
      const key = at * width + index;
      let goesOn = tried[key] !== search;
      tried[key] = search;
      if (goesOn) {
        const kind = kinds[at];
        if (kind === SET) goesOn = index < line.length && sets[at]?.[symbolAt(line, index++)] === 1;
        else if (kind === MATCH) return begin < 0 || end < 0 ? '' : line.slice(begin, end);
        else if (kind === EITHER) waiting.push(at, index, begin, end);
        else if (kind === BEGIN) begin = index;
        else if (kind === END_OF_GROUP) end = index;
        else if (kind === ASSERT) goesOn = isAt(program[at], line, index);
        at = nexts[at] ?? 0;
      }
      if (goesOn) continue;
      if (waiting.length === 0) return null;
      end = waiting.pop() ?? -1;
      begin = waiting.pop() ?? -1;
      index = waiting.pop() ?? 0;
      at = this.#steps.seconds[waiting.pop() ?? 0] ?? 0;
    }
  }
}

const symbolAt = (line: string, index: number): number =>
  index < line.length ? symbolOf(line.charCodeAt(index)) : END;

const isAt = (step: Program[number] | undefined, line: string, index: number): boolean =>
  step?.op === 'assert' &&
  holds(step.assertion, index === 0, index > 0 && isWord(symbolAt(line, index - 1)), symbolAt(line, index));

const [SET, MATCH, EITHER, JUMP, BEGIN, END_OF_GROUP, ASSERT] = [0, 1, 2, 3, 4, 5, 6];
const NO_SYMBOL: SymbolSet = new Uint8Array();

/** A program as tables, which are read faster than objects of several kinds. */
interface Steps {
  readonly program: Program;
  readonly kinds: Uint8Array;
  /** The step that follows, or that is tried first. */
  readonly nexts: Int32Array;
  /** The step that is tried second. */
  readonly seconds: Int32Array;
  readonly sets: readonly SymbolSet[];
}

function flat(program: Program): Steps {
  const kindOf = (step: Program[number]): number => {
    if (step.op === 'save') return step.slot === 'group-begin' ? BEGIN : END_OF_GROUP;
    return { set: SET, match: MATCH, either: EITHER, jump: JUMP, assert: ASSERT }[step.op];
  };
  const nextOf = (step: Program[number], at: number): number =>
    step.op === 'either' ? step.first : step.op === 'jump' ? step.to : at + 1;
  return {
    program,
    kinds: Uint8Array.from(program, kindOf),
    nexts: Int32Array.from(program, nextOf),
    seconds: Int32Array.from(program, (step) => (step.op === 'either' ? step.second : 0)),
    sets: program.map((step) => (step.op === 'set' ? step.set : NO_SYMBOL)),
  };
}

/** Assertions are taken to hold. Null: a match may be empty. */
function firstSymbols(program: Program): SymbolSet | null {
  const symbols = new Uint8Array(END);
  const seen = new Set<number>();
  const waiting = [0];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const step = program[at];
    if (step === undefined || seen.has(at)) continue;
    seen.add(at);
    if (step.op === 'match') return null;
    if (step.op === 'set') for (const [symbol, accepts] of step.set.entries()) symbols[symbol] ||= accepts;
    else if (step.op === 'either') waiting.push(step.first, step.second);
    else waiting.push(step.op === 'jump' ? step.to : at + 1);
  }
  return symbols;
}
