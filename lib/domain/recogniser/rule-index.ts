import type { Rule } from './rule.ts';

export interface TextRule {
  readonly rule: Rule;
  /** The rule's text as bytes; rules are ASCII. */
  readonly bytes: Uint8Array;
}

/** Rules by the moment at which they are tried, so that a character costs next to nothing. */
export class RuleIndex {
  readonly contains: readonly Rule[];
  readonly percent: readonly Rule[];
  readonly reset: readonly Rule[];
  readonly #begins = new Map<number, TextRule[]>();
  readonly #ends: readonly Rule[];
  readonly #lengths = new Set<number>();

  constructor(rules: readonly Rule[]) {
    const when = (moment: Rule['when']) => rules.filter((rule) => rule.when === moment);
    this.contains = when('contains');
    this.percent = when('percent');
    this.reset = when('reset');
    this.#ends = when('ends');
    for (const rule of when('begins')) {
      const { length } = rule.text;
      const bytes = Uint8Array.from(rule.text, (character) => character.charCodeAt(0));
      this.#begins.set(length, [...(this.#begins.get(length) ?? []), { rule, bytes }]);
      this.#lengths.add(length);
    }
  }

  /** Rules for lines that have just grown to this length. */
  beginning(length: number): readonly TextRule[] {
    return this.#lengths.has(length) ? (this.#begins.get(length) ?? []) : [];
  }

  /** Rules for prompts at the end of a line. */
  get ending(): readonly Rule[] {
    return this.#ends;
  }
}
