import { stageIndex, type Stage } from '../stages.ts';
import { LineScreen, type LineEvents } from './line-screen.ts';
import { type RuleIndex } from './rule-index.ts';
import { SHARED_MARKS, type Mark, type Rule } from './rule.ts';
import { Speaker } from './speaker.ts';

const SPACE = 0x20;
const PERCENT = 0x25;
const DOT = 0x2e;
const COLON = 0x3a;

/** Prompts are short; a long line that ends like one is not. */
const PROMPT_MAX = 96;
/** A URL and its percentage. */
const PERCENT_LINE_MAX = 256;
const EVIDENCE_MAX = 400;

export interface Match {
  readonly rule: Rule;
  readonly port: number;
  readonly offset: number;
  readonly line: string;
  /** The number that the rule's progress counts with, if there is one. */
  readonly step: number | null;
  /** What the first group of the rule's shape holds. */
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
  readonly #speaker = new Speaker();
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

  /** Where this port is; ports lag behind each other and see different things. */
  get stage(): Stage {
    return this.#stage;
  }

  /** What stands before the cursor now. */
  get typed(): string {
    return this.#screen.typed;
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
      if (this.#speaker.isPerson && !isFirmware(rule)) continue;
      if (!this.#applies(rule) || !line.is(bytes)) continue;
      this.#tell(rule, line.start, rule.text.trim());
      return;
    }
    if (character === SPACE && line.before(1) === COLON && line.column <= PROMPT_MAX) this.#asks(line);
    else if (character === PERCENT && line.column <= PERCENT_LINE_MAX) this.#percentage(line);
  }

  completed(line: LineScreen): void {
    const { text } = line;
    const lower = text.toLowerCase();
    const speaker = this.#speaker.of(text);
    for (const rule of this.#rules.holds) {
      if (speaker === 'person' && !isFirmware(rule)) continue;
      if (!this.#applies(rule) || !(rule.anyCase ? lower : text).includes(rule.text)) continue;
      const found = rule.shape?.exec(text);
      if (found === null) continue;
      const detail = found?.[1] ?? '';
      this.#tell(rule, line.start, text, { step: rule.progress ? Number(detail) : null, detail });
      if (gives(rule)) return;
    }
  }

  firmwareReset(offset: number): void {
    this.#speaker.machineStarts();
    const rule = this.#rules.reset.find((one) => this.#applies(one));
    if (rule) this.#tell(rule, offset, rule.text);
  }

  #asks(line: LineScreen): void {
    const text = line.typed;
    for (const rule of this.#rules.ending) {
      if (!this.#applies(rule) || !text.endsWith(rule.text) || rule.shape?.test(text) === false) continue;
      if (rule.prompt === 'login') this.#speaker.asksForLogin();
      else if (this.#speaker.isPerson) continue;
      this.#tell(rule, line.start, text.trim());
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
    if (rule && !this.#speaker.isPerson)
      this.#tell(rule, line.start, text, { step: Number(text.slice(-back, -1)) });
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

  #tell(rule: Rule, offset: number, line: string, { step = null, detail = '' }: Reading = {}): void {
    for (const mark of marks(rule.clears)) this.#marks.delete(mark);
    for (const mark of marks(rule.sets)) (SHARED_MARKS.includes(mark) ? this.#shared : this.#marks).add(mark);
    this.#matched({ rule, port: this.#port, offset, line: line.slice(0, EVIDENCE_MAX), step, detail });
    if (rule.stage !== undefined) this.#stage = rule.stage;
  }
}

/** Whether a rule says what its line means; others only remember. */
function gives({ stage, failure, prompt, isHarmless, recovers }: Rule): boolean {
  return [stage, failure, prompt, isHarmless, recovers].some((part) => part !== undefined);
}

const marks = (some: Rule['sets']): readonly Mark[] => (some === undefined ? [] : [some].flat());

/** A machine that begins again is seen even on a port on which somebody has logged in. */
const isFirmware = ({ text, stage }: Rule): boolean => stage !== undefined && FIRMWARE.test(text);
const FIRMWARE = /^(?:BdsDxe: |>>Start |reboot: Restarting)/;
