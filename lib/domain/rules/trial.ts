import type { RuleFile } from '../../contract/rule-file.ts';
import { LineScreen, type LineEvents, Triggers } from '../recogniser/line-screen.ts';
import { type Match, PortScanner } from '../recogniser/port-scanner.ts';
import type { BootSubject } from '../recogniser/boot-subject.ts';
import { type BootKind, type Rule, rulesOf } from '../recogniser/rule.ts';
import { RuleSet } from '../recogniser/rule-set.ts';
import { type Stage, stageIndex, stageTitle } from '../stages.ts';
import { explain, type Explanation, type PortText } from './explain.ts';

/** A line as rules read it: without control sequences, and again each time that it is overwritten. */
export interface TrialLine {
  /** Bytes before it. */
  readonly offset: number;
  readonly text: string;
  /** The stage that begins with it. */
  readonly stage: Stage | null;
  /** Rules on trial that match it. */
  readonly hits: readonly string[];
  /** Why a rule on trial does not match, although its text is there; null: it does, or the text is not. */
  readonly miss: string | null;
}

export interface Trial {
  readonly lines: readonly TrialLine[];
  /** Indexes of the lines with hits. */
  readonly hits: readonly number[];
  /** Indexes of the lines with a miss. */
  readonly misses: readonly number[];
  /** What all ports mean with these rules. */
  readonly explanation: Explanation;
}

interface TrialOptions {
  /** All files, in the order in which they are tried. */
  readonly files: readonly RuleFile[];
  /** The ids of the rules on trial. */
  readonly tried: ReadonlySet<string>;
  readonly kind: BootKind;
  readonly subject?: BootSubject;
  /** The port whose lines are wanted. */
  readonly port: number;
}

/** What rules find in what the ports of a boot printed: line by line for one port, and what it all means. */
export function tryRules(
  texts: readonly PortText[],
  { files, tried, kind, subject, port }: TrialOptions,
): Trial {
  const rules = new RuleSet(rulesOf(files, kind, subject));
  const bytes = texts.find((text) => text.port === port)?.bytes ?? new Uint8Array();
  const matches = matchesIn(bytes, port, rules);
  const judged = rules.rules.filter(({ id }) => tried.has(id));
  let stage: Stage = 'powered-on';
  let next = 0;
  const lines = linesOf(bytes).map(({ offset, text }, index, all): TrialLine => {
    const first = next;
    const until = all[index + 1]?.offset ?? Infinity;
    // The firmware resets the terminal before its line.
    const isHere = ({ rule, offset: at }: Match) => (rule.when === 'reset' ? at <= offset : at < until);
    for (let match = matches[next]; match !== undefined && isHere(match); match = matches[next]) next++;
    const here = matches.slice(first, next);
    const before = stage;
    stage = here.findLast(({ rule }) => rule.stage !== undefined)?.rule.stage ?? stage;
    const hits = [...new Set(here.map(({ rule }) => rule.id).filter((id) => tried.has(id)))];
    const missed = hits.length > 0 ? undefined : judged.find((rule) => hasText(rule, text));
    return {
      ...{ offset, text, hits },
      stage: stage === before ? null : stage,
      miss: missed === undefined ? null : missOf(missed, { text, port, stage: before, here }),
    };
  });
  const where = (is: (line: TrialLine) => boolean) =>
    lines.flatMap((line, index) => (is(line) ? [index] : []));
  return {
    lines,
    hits: where((line) => line.hits.length > 0),
    misses: where((line) => line.miss !== null),
    explanation: explain(texts, { rules, kind }),
  };
}

/** In the order of the lines. */
function matchesIn(bytes: Uint8Array, port: number, rules: RuleSet): Match[] {
  const found: Match[] = [];
  const shared = new Set<string>();
  const matched = (match: Match): void => void found.push(match);
  const scanner = new PortScanner({ port, rules, shared, stage: 'powered-on', matched });
  scanner.push(bytes);
  scanner.skip(bytes.length);
  return found.sort((one, other) => one.offset - other.offset);
}

function linesOf(bytes: Uint8Array): { offset: number; text: string }[] {
  const lines: { offset: number; text: string }[] = [];
  const events: LineEvents = {
    triggers: new Triggers(),
    isCurious: false,
    completed: ({ start, text }) => void lines.push({ offset: start, text }),
    grew: () => undefined,
    moved: () => undefined,
    firmwareReset: () => undefined,
  };
  const screen = new LineScreen(events);
  screen.push(bytes, 0);
  screen.interrupt();
  return lines;
}

function hasText({ when, text, anyCase }: Rule, line: string): boolean {
  if (when === 'reset' || when === 'percent') return false;
  const [sought, within] = anyCase === true ? [text.toLowerCase(), line.toLowerCase()] : [text, line];
  if (when === 'begins') return within.startsWith(sought.trimStart());
  // A line has no spaces at its end any more.
  return when === 'ends' ? within.endsWith(sought.trimEnd()) : within.includes(sought);
}

interface MissedLine {
  readonly text: string;
  readonly port: number;
  /** Before the line. */
  readonly stage: Stage;
  readonly here: readonly Match[];
}

/** The first of the conditions that does not hold. */
function missOf(rule: Rule, { text, port, stage, here }: MissedLine): string {
  const at = stageIndex(stage);
  const other = here.find((match) => match.rule.isConclusive)?.rule.id;
  if (rule.port !== undefined && rule.port !== port) return `only for ttyS${rule.port}`;
  if (at < rule.earliest && rule.from !== undefined)
    return `the port is still at ${stageTitle(stage)}; the rule applies from ${stageTitle(rule.from)}`;
  if (at > rule.latest && rule.until !== undefined)
    return `the port is already at ${stageTitle(stage)}; the rule applies until ${stageTitle(rule.until)}`;
  if (rule.shape?.test(text) === false) return '“shape” does not match';
  if (rule.unlike?.test(text) === true) return '“unlike” matches';
  if (other !== undefined) return `the rule ${other} decides this line`;
  if (rule.needs !== undefined) return `the mark “${rule.needs}” may be missing`;
  if (rule.unless !== undefined) return `the mark “${rule.unless}” may be set`;
  return 'somebody typed it, or is logged in';
}
