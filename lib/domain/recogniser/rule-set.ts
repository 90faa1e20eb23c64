import type { RuleFile } from '../../contract/rule-file.ts';
import { Beginnings } from './beginnings.ts';
import { Triggers } from './line-screen.ts';
import { type BootKind, type Rule, rulesOf } from './rule.ts';
import { TextIndex } from './text-index.ts';
import { encodeUtf8 } from './utf8.ts';

const PERCENT = 0x25;

/** Signs that a person may have written a line; see LineOrigin. */
const OF_A_PERSON = ['@', '$', '#', ' login: '];

/** A line's candidates among the rules. */
export interface Candidates {
  /** In their order. */
  readonly rules: readonly Rule[];
  readonly mayBePerson: boolean;
}

interface RuleAtEnd {
  readonly rule: Rule;
  readonly bytes: Uint8Array;
}

const NONE: Candidates = { rules: [], mayBePerson: false };

/**
 * Rules by the moment at which they are tried, so that a character costs next to nothing however many there are. Can be
 * shared by any number of recognisers.
 */
export class RuleSet {
  /** For what a guest prints. */
  readonly rules: readonly Rule[];
  /** For what the orchestrator reports. */
  readonly reports: readonly Rule[];
  readonly beginnings = new Beginnings<Rule>();
  /** By the last byte of their texts. */
  readonly ends: readonly (readonly RuleAtEnd[])[];
  readonly percent: readonly Rule[];
  readonly reset: readonly Rule[];
  /** By the last two bytes of a line: whether a rule's text, or a percentage, ends with them. */
  readonly triggers = new Triggers();
  readonly #index: TextIndex;
  /** By the number of a text in the index. */
  readonly #candidates: readonly Candidates[];

  constructor(rules: readonly Rule[]) {
    this.rules = rules.filter(({ basis }) => basis !== 'confirmed');
    this.reports = rules.filter(({ basis }) => basis === 'confirmed' || basis === 'either');
    const when = (moment: Rule['when']) => this.rules.filter((rule) => rule.when === moment);
    this.percent = when('percent');
    this.reset = when('reset');
    const ends = when('ends').map((rule): RuleAtEnd => ({ rule, bytes: encodeUtf8(rule.text) }));
    this.ends = byLastByte(ends);
    for (const rule of when('begins')) this.beginnings.add(rule.text, rule);
    for (const { rule } of ends)
      for (const [before, last] of endingsOf(rule.text, rule.anyCase === true))
        this.triggers.add(before, last);
    for (let digit = 0x30; digit <= 0x39; digit++) this.triggers.add(digit, PERCENT);
    const byText = new Map<string, Rule[]>();
    for (const rule of when('contains')) {
      const text = rule.text.toLowerCase();
      byText.set(text, [...(byText.get(text) ?? []), rule]);
    }
    this.#index = new TextIndex([...byText.keys(), ...OF_A_PERSON]);
    this.#candidates = [
      ...[...byText.values()].map((those) => ({ rules: those, mayBePerson: false })),
      ...OF_A_PERSON.map(() => ({ rules: [], mayBePerson: true })),
    ];
  }

  static of(files: readonly RuleFile[], kind: BootKind = 'onboarding'): RuleSet {
    return new RuleSet(rulesOf(files, kind));
  }

  /** The rules whose text is among the bytes, in any case. */
  candidates(bytes: Uint8Array, from: number, to: number): Candidates {
    const found = this.#index.search(bytes, from, to);
    if (found === null) return NONE;
    const all = found.map((text) => this.#candidates[text] ?? NONE);
    const [only = NONE] = all;
    if (all.length === 1) return only;
    return {
      rules: all.flatMap(({ rules }) => rules).sort((one, other) => one.order - other.order),
      mayBePerson: all.some(({ mayBePerson }) => mayBePerson),
    };
  }
}

/** In their order; letters in both cases, where that is the same. */
function byLastByte(ends: readonly RuleAtEnd[]): RuleAtEnd[][] {
  const found = Array.from({ length: 256 }, (): RuleAtEnd[] => []);
  for (const one of ends) {
    const lasts = endingsOf(one.rule.text, one.rule.anyCase === true).map(([, last]) => last);
    for (const last of new Set(lasts)) found[last]?.push(one);
  }
  return found;
}

/** The last two bytes of a text; in either case of letters, where that is the same. */
function endingsOf(text: string, anyCase: boolean): (readonly [before: number, last: number])[] {
  const bytes = encodeUtf8(text);
  const forms = (byte = 0) => (anyCase && byte >= 0x61 && byte <= 0x7a ? [byte, byte ^ 0x20] : [byte]);
  return forms(bytes.at(-2)).flatMap((before) => forms(bytes.at(-1)).map((last) => [before, last] as const));
}
