import type { Stage } from '../stages.ts';
import type { Detection, FailureDetection, Place, PromptDetection } from './detections.ts';
import { PortScanner, type Match } from './port-scanner.ts';
import type { Rule } from './rule.ts';
import type { RuleSet } from './rule-set.ts';

/** Counted per port, because both ports may carry the same text, which must not count twice. */
interface PortCounts {
  readonly entries: Map<Stage, number>;
  readonly failures: Map<Rule, number>;
}

const noCounts = (): PortCounts => ({ entries: new Map(), failures: new Map() });

/**
 * Reads what a guest prints on its serial ports, from power-on, in chunks of any size, and detects stages, failures and
 * prompts in it. The detections do not depend on how the bytes are split. Memory is bounded and time linear, whatever a
 * guest prints. A guest can print anything, so every detection is only `observed`.
 */
export class Recogniser {
  readonly #ports = new Map<number, { scanner: PortScanner; counts: PortCounts }>();
  readonly #rules: RuleSet;
  readonly #from: Stage;
  readonly #shared = new Set<string>();
  readonly #entries = new Map<Stage, number>();
  readonly #failures = new Map<Rule, number>();
  /** The highest step of each progress counter, within the current entry of its stage. */
  readonly #steps = new Map<string, number>();
  #detections: Detection[] = [];
  readonly #waiting = new Map<number, { prompt: PromptDetection; typed: string }>();

  /** `from`: the stage in which the output begins, where it is not that of a whole boot. */
  constructor(rules: RuleSet, from: Stage = 'powered-on') {
    this.#rules = rules;
    this.#from = from;
  }

  /** Bytes of this port seen so far; the next `feed` has to continue here. */
  offset(port: number): number {
    return this.#port(port).scanner.offset;
  }

  feed(port: number, bytes: Uint8Array): Detection[] {
    this.#port(port).scanner.push(bytes);
    return this.#take();
  }

  /** Bytes are missing from the current offset to `to`. */
  skip(port: number, to: number): Detection[] {
    this.#port(port).scanner.skip(to);
    return this.#take();
  }

  /** Prompts that nothing has followed, so the guest is still waiting. For taking over a boot that is under way. */
  waiting(): PromptDetection[] {
    const open = [...this.#waiting].filter(([port, { typed }]) => this.#port(port).scanner.typed === typed);
    return open.map(([, { prompt }]) => prompt);
  }

  /** Prompts whose line has not ended; what follows one on its line has been typed, or is being typed. */
  open(): PromptDetection[] {
    const open = [...this.#waiting].filter(([port, { prompt, typed }]) => {
      const { scanner } = this.#port(port);
      return scanner.lineStart === prompt.offset && scanner.typed.startsWith(typed);
    });
    return open.map(([, { prompt }]) => prompt);
  }

  #take(): Detection[] {
    const found = this.#detections;
    this.#detections = [];
    return found;
  }

  #port(port: number): { scanner: PortScanner; counts: PortCounts } {
    const known = this.#ports.get(port);
    if (known) return known;
    const scanner = new PortScanner({
      ...{ port, rules: this.#rules, shared: this.#shared, stage: this.#from },
      matched: (match) => this.#matched(match),
    });
    const made = { scanner, counts: noCounts() };
    this.#ports.set(port, made);
    return made;
  }

  #matched(match: Match): void {
    const { rule, port, offset, line } = match;
    const { scanner, counts } = this.#port(port);
    const place: Place = { port, offset, line };
    if (rule.stage !== undefined) {
      if (rule.stage !== scanner.stage) this.#entered(rule.stage, counts, place);
      if (match.step !== null) this.#progress(match, counts, place);
    }
    if (rule.failure !== undefined && count(counts.failures, rule) > (this.#failures.get(rule) ?? 0)) {
      count(this.#failures, rule);
      this.#detections.push(failureOf(rule, rule.failure, match));
    }
    if (rule.recovers !== undefined)
      this.#detections.push({ kind: 'recovery', class: rule.recovers, ...place });
    if (rule.prompt !== undefined) {
      const prompt: PromptDetection = { kind: 'prompt', prompt: rule.prompt, ...place };
      this.#waiting.set(port, { prompt, typed: scanner.typed });
      this.#detections.push(prompt);
    }
  }

  #entered(stage: Stage, counts: PortCounts, place: Place): void {
    const entry = count(counts.entries, stage);
    if (entry <= (this.#entries.get(stage) ?? 0)) return;
    this.#entries.set(stage, entry);
    for (const key of this.#steps.keys()) if (key.startsWith(`${stage}:`)) this.#steps.delete(key);
    this.#detections.push({ kind: 'stage', basis: 'observed', stage, entry, progress: null, ...place });
  }

  #progress({ rule, step }: Match, counts: PortCounts, place: Place): void {
    const { stage, progress } = rule;
    if (stage === undefined || progress === undefined || step === null) return;
    const entry = counts.entries.get(stage) ?? 1;
    if (
      entry < (this.#entries.get(stage) ?? 1) ||
      step > progress.total ||
      step <= (this.#steps.get(rule.counter) ?? -1)
    ) {
      return;
    }
    this.#steps.set(rule.counter, step);
    this.#detections.push({
      kind: 'stage',
      basis: 'observed',
      stage,
      entry,
      progress: { step, total: progress.total, text: progress.text },
      ...(progress.isRetry ? { isRetry: true } : {}),
      ...place,
    });
  }
}

function failureOf({ id }: Rule, failure: NonNullable<Rule['failure']>, match: Match): FailureDetection {
  const { class: ofClass, cause, fix, severity, grace = 0, rank, stopsAt } = failure;
  const { port, offset, line, detail } = match;
  return {
    kind: 'failure',
    rule: id,
    class: ofClass,
    cause: cause.replace('$1', () => detail),
    fix,
    grace: severity === 'explains' ? null : grace,
    rank,
    ...(stopsAt === undefined ? {} : { stopsAt }),
    ...{ port, offset, line },
  };
}

/** Adds one to a count and returns it. */
function count<Key>(counts: Map<Key, number>, key: Key): number {
  const next = (counts.get(key) ?? 0) + 1;
  counts.set(key, next);
  return next;
}
