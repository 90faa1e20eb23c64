import { stageIndex, type Stage } from '../stages.ts';
import type { Branch } from './beginnings.ts';
import { LineScreen, type LineEvents, type Triggers } from './line-screen.ts';
import type { RuleSet } from './rule-set.ts';
import { detailOf, SHARED_MARKS, type Rule } from './rule.ts';
import { LineOrigin } from './line-origin.ts';

const SPACE = 0x20;
const PERCENT = 0x25;
const DOT = 0x2e;

/** Prompts are short; a longer line that ends like one is not a prompt. */
const PROMPT_MAX = 96;
/** A URL and its percentage. */
const PERCENT_LINE_MAX = 256;
const EVIDENCE_MAX = 400;
const DETAIL_MAX = 200;

export interface Match {
  readonly rule: Rule;
  readonly port: number;
  readonly offset: number;
  readonly line: string;
  /** The step of the rule's progress, if it has one. */
  readonly step: number | null;
  /** The first group of the rule's `shape`. */
  readonly detail: string;
}

interface ScannerOptions {
  readonly port: number;
  readonly rules: RuleSet;
  /** The marks that all ports share. */
  readonly shared: Set<string>;
  /** In which the output begins. */
  readonly stage: Stage;
  readonly matched: (match: Match) => void;
}

interface Reading {
  readonly step?: number | null;
  readonly detail?: string;
}

/** Reads one port and reports which rules its lines match. */
export class PortScanner implements LineEvents {
  readonly #port: number;
  readonly #rules: RuleSet;
  readonly #shared: Set<string>;
  readonly #matched: (match: Match) => void;
  readonly #screen: LineScreen;
  readonly #marks = new Set<string>();
  readonly #origin = new LineOrigin();
  /** Where the line is among the texts with which lines begin; null: none begins like it. */
  #branch: Branch<Rule> | null = null;
  /** The column up to which `branch` is valid. */
  #column = 0;
  #stage: Stage;
  #at: number;
  #offset = 0;

  constructor(options: ScannerOptions) {
    const { port, rules, shared, stage, matched } = options;
    this.#port = port;
    this.#rules = rules;
    this.#shared = shared;
    this.#matched = matched;
    this.#stage = stage;
    this.#at = stageIndex(stage);
    this.#screen = new LineScreen(this);
  }

  /** Bytes of this port seen or skipped. */
  get offset(): number {
    return this.#offset;
  }

  /** The stage of this port; ports lag behind each other and carry different output. */
  get stage(): Stage {
    return this.#stage;
  }

  /** The text before the cursor. */
  get typed(): string {
    return this.#screen.typed;
  }

  /** Offset of the line that the cursor is on. */
  get lineStart(): number {
    return this.#screen.start;
  }

  push(bytes: Uint8Array): void {
    this.#screen.push(bytes, this.#offset);
    this.#offset += bytes.length;
  }

  skip(to: number): void {
    this.#screen.interrupt();
    this.#offset = to;
  }

  get triggers(): Triggers {
    return this.#rules.triggers;
  }

  get isCurious(): boolean {
    return this.#branch !== null;
  }

  moved(): void {
    this.#branch = this.#rules.beginnings.root;
    this.#column = 0;
  }

  grew(line: LineScreen, character: number): void {
    if (this.#branch !== null && this.#begins(line, character)) return;
    if (this.#rules.triggers.table[(line.before(1) << 8) | character] === 0) return;
    const ends = this.#rules.ends[character];
    if (ends !== undefined && ends.length > 0 && line.column <= PROMPT_MAX) this.#prompt(line, ends);
    if (character === PERCENT && line.column <= PERCENT_LINE_MAX) this.#percentage(line);
  }

  completed(line: LineScreen): void {
    const { rules, mayBePerson } = this.#rules.candidates(line.cells, line.indent, line.length);
    let text = mayBePerson ? line.text : null;
    let origin = text === null ? null : this.#origin.of(text);
    for (const rule of rules) {
      if (!this.#applies(rule)) continue;
      text ??= line.text;
      if (!(rule.anyCase === true ? text.toLowerCase() : text).includes(rule.text)) continue;
      const detail = detailOf(rule, text);
      if (detail === null) continue;
      origin ??= this.#origin.ofPlain(text);
      if (origin === 'person' && rule.isAlsoForUsers !== true) continue;
      this.#report(rule, line.start, text, { step: rule.progress ? Number(detail) : null, detail });
      if (rule.isConclusive) return;
    }
  }

  /** Follows the line as long as a rule's text begins like it. */
  #begins(line: LineScreen, character: number): boolean {
    const { column } = line;
    const isNext = column === this.#column + 1;
    this.#column = column;
    this.#branch = isNext ? (this.#branch?.children.get(character) ?? null) : this.#followed(line);
    for (const rule of this.#branch?.values ?? []) {
      if (this.#origin.isPerson && rule.isAlsoForUsers !== true) continue;
      if (!this.#applies(rule)) continue;
      this.#report(rule, line.start, rule.text.trim());
      return true;
    }
    return false;
  }

  /** Where the line up to the cursor leads. */
  #followed(line: LineScreen): Branch<Rule> | null {
    let branch: Branch<Rule> | null = this.#rules.beginnings.root;
    const typed = line.cells.subarray(line.indent, line.indent + line.column);
    for (const byte of typed) branch = branch?.children.get(byte) ?? null;
    return branch;
  }

  firmwareReset(offset: number): void {
    this.#origin.reset();
    const rule = this.#rules.reset.find((one) => this.#applies(one));
    if (rule) this.#report(rule, offset, rule.text);
  }

  #prompt(line: LineScreen, ends: RuleSet['ends'][number]): void {
    for (const { rule, bytes } of ends) {
      if (!line.endsWith(bytes, rule.anyCase === true) || !this.#applies(rule)) continue;
      const text = line.typed;
      if (detailOf(rule, text) === null) continue;
      if (rule.prompt === 'login') this.#origin.loginPrompted();
      else if (this.#origin.isPerson) continue;
      this.#report(rule, line.start, text.trim());
      return;
    }
  }

  /** `... 83%` */
  #percentage(line: LineScreen): void {
    let back = 1;
    while (back <= 3 && line.before(back) >= 0x30 && line.before(back) <= 0x39) back++;
    if (back === 1 || line.before(back) !== SPACE || line.before(back + 1) !== DOT) return;
    const text = line.typed;
    const rule = this.#rules.percent.find((one) => this.#applies(one) && text.includes(one.text));
    if (rule && !this.#origin.isPerson)
      this.#report(rule, line.start, text, { step: Number(text.slice(-back, -1)) });
  }

  #has(mark: string): boolean {
    return this.#marks.has(mark) || this.#shared.has(mark);
  }

  #applies({ port, earliest, latest, needs, unless }: Rule): boolean {
    return (
      this.#at >= earliest &&
      this.#at <= latest &&
      (port === undefined || port === this.#port) &&
      (needs === undefined || this.#has(needs)) &&
      (unless === undefined || !this.#has(unless))
    );
  }

  #report(rule: Rule, offset: number, line: string, { step = null, detail = '' }: Reading = {}): void {
    for (const mark of rule.clears ?? []) this.#marks.delete(mark);
    for (const mark of rule.sets ?? []) (SHARED_MARKS.includes(mark) ? this.#shared : this.#marks).add(mark);
    const evidence = line.slice(0, EVIDENCE_MAX);
    this.#matched({
      rule,
      port: this.#port,
      offset,
      line: evidence,
      step,
      detail: detail.slice(0, DETAIL_MAX),
    });
    if (rule.stage === undefined) return;
    this.#stage = rule.stage;
    this.#at = stageIndex(rule.stage);
  }
}
