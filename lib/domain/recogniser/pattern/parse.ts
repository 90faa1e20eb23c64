import { isWord, setOf, type SymbolSet, type Syntax } from './syntax.ts';

const SPACES = new Set([9, 10, 11, 12, 13, 32]);
const CLASSES: Readonly<Record<string, (symbol: number) => boolean>> = {
  d: (symbol) => symbol >= 0x30 && symbol <= 0x39,
  w: isWord,
  s: (symbol) => SPACES.has(symbol),
};
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13 };
/** A larger count is a line's length, for which there is `*`. */
const REPEAT_MAX = 100;

/** What is wrong with a pattern, and where. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/**
 * The part of regular expressions that can be matched in linear time: characters, `.`, classes, groups, `|`, `^`, `$`,
 * `\b`, and repetitions. There is no looking ahead or behind, and no reference to a group.
 */
export function parsePattern(source: string): Syntax {
  const parser = new Parser(source);
  return parser.whole();
}

class Parser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): Syntax {
    const syntax = this.#choice();
    if (this.#at < this.#source.length) throw this.#error('there is a ")" without its "("');
    return syntax;
  }

  #choice(): Syntax {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  #sequence(): Syntax {
    const parts: Syntax[] = [];
    while (this.#at < this.#source.length && !this.#sees('|') && !this.#sees(')'))
      parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): Syntax {
    const part = this.#single();
    const counts = this.#counts();
    if (counts === null) return part;
    if (part.kind === 'assertion') throw this.#error('a position cannot be repeated');
    const isLazy = this.#take('?');
    if (this.#counts() !== null) throw this.#error('a repetition cannot be repeated: use a group');
    return { kind: 'repeat', part, ...counts, isLazy };
  }

  #counts(): { min: number; max: number | null } | null {
    if (this.#take('*')) return { min: 0, max: null };
    if (this.#take('+')) return { min: 1, max: null };
    if (this.#take('?')) return { min: 0, max: 1 };
    if (!this.#sees('{')) return null;
    const [found, from = '', comma, to = ''] =
      /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(this.#source.slice(this.#at)) ?? [];
    if (found === undefined) throw this.#error('write "\\{" for a brace');
    this.#at += found.length;
    const min = Number(from);
    const max = comma === '' ? min : to === '' ? null : Number(to);
    if (Math.max(min, max ?? 0) > REPEAT_MAX) throw this.#error(`a count is at most ${REPEAT_MAX}: use "*"`);
    if (max !== null && max < min) throw this.#error('the second count is smaller than the first');
    return { min, max };
  }

  #single(): Syntax {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'set', set: this.#class() };
      case '.':
        return { kind: 'set', set: setOf((symbol) => symbol !== 10) };
      case '^':
        return { kind: 'assertion', assertion: 'begin' };
      case '$':
        return { kind: 'assertion', assertion: 'end' };
      case '\\':
        return this.#sees('b') && this.#take('b')
          ? { kind: 'assertion', assertion: 'word' }
          : { kind: 'set', set: this.#escape() };
      case '*':
      case '+':
      case '?':
      case '{':
        throw this.#error(`there is nothing that "${character}" could repeat`);
      default:
        return { kind: 'set', set: this.#one(character) };
    }
  }

  #group(): Syntax {
    const isPlain = this.#take('?:');
    if (!isPlain && this.#sees('?'))
      throw this.#error('groups that look ahead or behind are not possible: use "unlike"');
    const part = this.#choice();
    if (!this.#take(')')) throw this.#error('a ")" is missing');
    return isPlain ? part : { kind: 'group', part };
  }

  #class(): SymbolSet {
    const isNegated = this.#take('^');
    const members = new Uint8Array(setOf(() => false));
    let isFirst = true;
    while (isFirst || !this.#sees(']')) {
      isFirst = false;
      const from = this.#member();
      const isRange = from.length === 1 && this.#sees('-') && this.#source[this.#at + 1] !== ']';
      if (!isRange) {
        for (const symbol of from) members[symbol] = 1;
        continue;
      }
      this.#at++;
      const to = this.#member();
      const [low = 0] = from;
      const [high = 0] = to;
      if (to.length !== 1 || high < low) throw this.#error('the range in "[ ]" is empty');
      members.fill(1, low, high + 1);
    }
    this.#at++;
    return isNegated ? members.map((is) => 1 - is) : members;
  }

  /** The symbols of one member of a class. */
  #member(): readonly number[] {
    const character = this.#next('a "]" is missing');
    const set = character === '\\' ? this.#escape() : this.#one(character);
    return [...set.keys()].filter((symbol) => set[symbol] === 1);
  }

  #escape(): SymbolSet {
    const character = this.#next('a "\\" stands at the end');
    const known = CLASSES[character.toLowerCase()];
    if (known !== undefined)
      return setOf((symbol) => known(symbol) === (character === character.toLowerCase()));
    const control = CONTROLS[character];
    if (control !== undefined) return setOf((symbol) => symbol === control);
    if (/[A-Za-z0-9]/.test(character)) throw this.#error(`"\\${character}" is not known`);
    return this.#one(character);
  }

  #one(character: string): SymbolSet {
    const code = character.charCodeAt(0);
    if (code > 126) throw this.#error('use ASCII characters, or "." for another one');
    return setOf((symbol) => symbol === code);
  }

  #sees(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #take(text: string): boolean {
    if (!this.#sees(text)) return false;
    this.#at += text.length;
    return true;
  }

  #next(missing = 'the pattern ends too early'): string {
    const character = this.#source[this.#at];
    if (character === undefined) throw this.#error(missing);
    this.#at++;
    return character;
  }

  #error(what: string): PatternError {
    return new PatternError(`${what} (at character ${this.#at + 1})`);
  }
}
