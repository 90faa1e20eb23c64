import { Automaton } from './automaton.ts';
import { GroupSearch } from './group-search.ts';
import { parsePattern } from './parse.ts';
import { compiled } from './program.ts';
import { setOf, type Syntax } from './syntax.ts';

/** A pattern over one line, matched in linear time. */
export class Pattern {
  readonly #automaton: Automaton;
  /** Null: there is no group. */
  readonly #group: GroupSearch | null;

  /** Throws PatternError. */
  constructor(source: string, { anyCase = false } = {}) {
    const syntax = parsePattern(source);
    const program = compiled(anyCase ? caseless(syntax) : syntax);
    this.#group = program.some(({ op }) => op === 'save') ? new GroupSearch(program) : null;
    this.#automaton = new Automaton(program);
  }

  test(line: string): boolean {
    return this.#automaton.matches(line);
  }

  /** What the first group matches, empty if there is none; null if the line does not match. */
  exec(line: string): string | null {
    const isFound = this.#group?.isAnchored === true || this.test(line);
    if (!isFound) return null;
    return this.#group === null ? '' : this.#group.find(line);
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
