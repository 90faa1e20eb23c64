import { Automaton, holds } from './automaton.ts';
import { parsePattern } from './parse.ts';
import { compiled, type Program } from './program.ts';
import { END, isWord, setOf, symbolOf, type Syntax } from './syntax.ts';

/** A pattern over one line, matched in linear time. */
export class Pattern {
  readonly #program: Program;
  readonly #automaton: Automaton;
  readonly #hasGroup: boolean;

  /** Throws PatternError. */
  constructor(source: string, { anyCase = false } = {}) {
    const syntax = parsePattern(source);
    this.#program = compiled(anyCase ? caseless(syntax) : syntax);
    this.#hasGroup = this.#program.some(({ op }) => op === 'save');
    this.#automaton = new Automaton(this.#program);
  }

  test(line: string): boolean {
    return this.#automaton.matches(line);
  }

  /** What the first group matches, empty if there is none; null if the line does not match. */
  exec(line: string): string | null {
    if (!this.test(line)) return null;
    return this.#hasGroup ? group(this.#program, line) : '';
  }
}

function caseless(syntax: Syntax): Syntax {
  switch (syntax.kind) {
    case 'set':
      return {
        ...syntax,
        set: setOf((symbol) => syntax.set[symbol] === 1 || syntax.set[other(symbol)] === 1),
      };
    case 'sequence':
      return { ...syntax, parts: syntax.parts.map(caseless) };
    case 'choice':
      return { ...syntax, options: syntax.options.map(caseless) };
    case 'repeat':
    case 'group':
      return { ...syntax, part: caseless(syntax.part) };
    case 'assertion':
      return syntax;
  }
}

/** The same letter in the other case. */
function other(symbol: number): number {
  const letter = symbol | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? symbol ^ 0x20 : symbol;
}

interface Place {
  readonly at: number;
  readonly index: number;
  readonly begin: number;
  readonly end: number;
}

/**
 * The first group of the leftmost match, with the preferences of the usual regular expressions. Each step is taken once
 * at each character, at most.
 */
function group(program: Program, line: string): string {
  const width = line.length + 1;
  const seen = new Uint8Array(program.length * width);
  for (let start = 0; start < width; start++) {
    const found = firstFrom({ at: 0, index: start, begin: -1, end: -1 }, program, line, seen);
    if (found !== null) return found.begin < 0 || found.end < 0 ? '' : line.slice(found.begin, found.end);
  }
  return '';
}

/** The most preferred match that begins here. */
function firstFrom(start: Place, program: Program, line: string, seen: Uint8Array): Place | null {
  const waiting = [start];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { at, index } = place;
    const step = program[at];
    const key = at * (line.length + 1) + index;
    if (step === undefined || seen[key] === 1) continue;
    seen[key] = 1;
    if (step.op === 'match') return place;
    if (step.op === 'set') {
      if (index < line.length && step.set[symbolAt(line, index)] === 1)
        waiting.push({ ...place, at: at + 1, index: index + 1 });
    } else if (step.op === 'either')
      waiting.push({ ...place, at: step.second }, { ...place, at: step.first });
    else if (step.op === 'jump') waiting.push({ ...place, at: step.to });
    else if (step.op === 'save')
      waiting.push({ ...place, at: at + 1, [step.slot === 'group-begin' ? 'begin' : 'end']: index });
    else if (
      holds(
        step.assertion,
        index === 0,
        index > 0 && isWord(symbolAt(line, index - 1)),
        symbolAt(line, index),
      )
    )
      waiting.push({ ...place, at: at + 1 });
  }
  return null;
}

const symbolAt = (line: string, index: number): number =>
  index < line.length ? symbolOf(line.charCodeAt(index)) : END;
