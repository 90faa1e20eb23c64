import { stageIndex, type Stage } from '../stages.ts';
import { LineScreen, type LineEvents } from './line-screen.ts';
import type { RuleIndex } from './rule-index.ts';
import { SHARED_MARKS, type Mark, type Rule } from './rule.ts';
import { LineOrigin } from './line-origin.ts';

const SPACE = 0x20;
const PERCENT = 0x25;
const DOT = 0x2e;
const COLON = 0x3a;

/** Prompts are short; a longer line that ends like one is not a prompt. */
const PROMPT_MAX = 96;
/** A URL and its percentage. */
const PERCENT_LINE_MAX = 256;
const EVIDENCE_MAX = 400;

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

interface Reading {
  readonly step?: number | null;
  readonly detail?: string;
}

/** Reads one port and reports which rules its lines match. */
export class PortScanner implements LineEvents {
  readonly #port: number;
  readonly #rules: RuleIndex;
  readonly #shared: Set<Mark>;
  readonly #matched: (match: Match) => void;
  readonly #screen = new LineScreen(this);
  readonly #marks = new Set<Mark>();
  readonly #origin = new LineOrigin();
  #stage: Stage = 'powered-on';
  #offset = 0;

  constructor(port: number, rules: RuleIndex, shared: Set<Mark>, matched: (match: Match) => void) {
    this.#port = port;
    this.#rules = rules;
    this.#shared = shared;
    this.#matched = matched;
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

  grew(line: LineScreen, character: number): void {
    for (const { rule, bytes } of this.#rules.beginning(line.column)) {
      if (this.#origin.isPerson && !isFirmware(rule)) continue;
      if (!this.#applies(rule) || !line.is(bytes)) continue;
      this.#report(rule, line.start, rule.text.trim());
      return;
    }
    if (character === SPACE && line.before(1) === COLON && line.column <= PROMPT_MAX) this.#prompt(line);
    else if (character === PERCENT && line.column <= PERCENT_LINE_MAX) this.#percentage(line);
  }

  completed(line: LineScreen): void {
    const { text } = line;
    const lower = text.toLowerCase();
    const origin = this.#origin.of(text);
    for (const rule of this.#rules.contains) {
      if (origin === 'person' && !isFirmware(rule)) continue;
      if (!this.#applies(rule) || !(rule.anyCase ? lower : text).includes(rule.text)) continue;
      const found = rule.shape?.exec(text);
      if (found === null) continue;
      const detail = found?.[1] ?? '';
      this.#report(rule, line.start, text, { step: rule.progress ? Number(detail) : null, detail });
      if (isConclusive(rule)) return;
    }
  }

  firmwareReset(offset: number): void {
    this.#origin.reset();
    const rule = this.#rules.reset.find((one) => this.#applies(one));
    if (rule) this.#report(rule, offset, rule.text);
  }

  #prompt(line: LineScreen): void {
    const text = line.typed;
    for (const rule of this.#rules.ending) {
      if (!this.#applies(rule) || !text.endsWith(rule.text) || rule.shape?.test(text) === false) continue;
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

  #has(mark: Mark): boolean {
    return this.#marks.has(mark) || this.#shared.has(mark);
  }

  #applies(rule: Rule): boolean {
    const at = stageIndex(this.#stage);
    return (
      (rule.from === undefined || at >= stageIndex(rule.from)) &&
      (rule.until === undefined || at <= stageIndex(rule.until)) &&
      (rule.needs === undefined || this.#has(rule.needs)) &&
      (rule.unless === undefined || !this.#has(rule.unless))
    );
  }

  #report(rule: Rule, offset: number, line: string, { step = null, detail = '' }: Reading = {}): void {
    for (const mark of marks(rule.clears)) this.#marks.delete(mark);
    for (const mark of marks(rule.sets)) (SHARED_MARKS.includes(mark) ? this.#shared : this.#marks).add(mark);
    this.#matched({ rule, port: this.#port, offset, line: line.slice(0, EVIDENCE_MAX), step, detail });
    if (rule.stage !== undefined) this.#stage = rule.stage;
  }
}

/** Whether a rule decides what its line means; others only set marks. */
function isConclusive({ stage, failure, prompt, isHarmless, recovers }: Rule): boolean {
  return [stage, failure, prompt, isHarmless, recovers].some((part) => part !== undefined);
}

const marks = (some: Rule['sets']): readonly Mark[] => (some === undefined ? [] : [some].flat());

/** A restart of the machine is detected even on a port on which somebody is logged in. */
const isFirmware = ({ text, stage }: Rule): boolean => stage !== undefined && FIRMWARE.test(text);
const FIRMWARE = /^(?:BdsDxe: |>>Start |reboot: Restarting)/;
