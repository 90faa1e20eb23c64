import type { Failure, StageEvent } from '../../contract/boot.ts';
import { advance, beginBoot } from '../boot-progress/advance.ts';
import type { BootProgress } from '../boot-progress/boot-progress.ts';
import type { Detection, FailureDetection } from '../recogniser/detections.ts';
import { Recogniser } from '../recogniser/recogniser.ts';
import type { BootKind } from '../recogniser/rule.ts';
import type { RuleSet } from '../recogniser/rule-set.ts';
import { type Stage, stageIndex } from '../stages.ts';

/** A place in a text. */
interface Found {
  readonly line: string;
  /** Bytes before the line. */
  readonly offset: number;
  readonly port: number;
}

interface ExplainedFailure extends Found, Pick<Failure, 'class' | 'cause' | 'fix'> {
  /** The rule that names the cause. */
  readonly rule: string | null;
}

/** What a text means by the rules. */
export interface Explanation {
  readonly stages: readonly (Found & { readonly stage: Stage })[];
  /** The last stage. */
  readonly stage: Stage;
  /** After all time-outs that the text leaves open; null: the text shows none. */
  readonly failure: ExplainedFailure | null;
  /** Every rule that found a failure, in the order of the text. */
  readonly suspects: readonly ExplainedFailure[];
}

export interface ExplainOptions {
  readonly rules: RuleSet;
  readonly kind?: BootKind;
  /** The stage in which the texts begin. */
  readonly from?: Stage;
}

/** Output of one serial port. */
export interface PortText {
  readonly port: number;
  readonly bytes: Uint8Array;
}

const BEGIN = '2026-01-01T00:00:00.000Z';
/** Later than any time that a rule gives a guest. */
const END = '2026-01-02T00:00:00.000Z';
const PIECE = 64 * 1024;

/** Stages and cause of what was printed. Times are not known, so nothing is given up before the end of the text. */
export function explain(texts: readonly PortText[], options: ExplainOptions): Explanation {
  const { rules, kind = 'onboarding', from = 'powered-on' } = options;
  const recogniser = new Recogniser(rules, from);
  const detections = texts.flatMap((text) => detectionsOf(recogniser, text));
  let boot = begun(kind, from);
  for (const detection of detections) boot = advance(boot, { kind: 'detection', at: BEGIN, detection });
  const settled = boot.suspect === null ? boot : advance(withoutLimits(boot), { kind: 'tick', at: END });
  const suspects = detections.flatMap((one) => (one.kind === 'failure' ? [explained(one)] : []));
  return {
    stages: boot.stages.slice(1).flatMap(entered),
    stage: boot.stage,
    failure: settled.failure === null ? null : failureOf(settled.failure, suspects),
    suspects,
  };
}

function detectionsOf(recogniser: Recogniser, { port, bytes }: PortText): Detection[] {
  const found: Detection[] = [];
  for (let at = 0; at < bytes.length; at += PIECE)
    found.push(...recogniser.feed(port, bytes.subarray(at, at + PIECE)));
  // The end of the text completes its last line.
  return [...found, ...recogniser.skip(port, bytes.length)];
}

function begun(kind: BootKind, from: Stage): BootProgress {
  const boot = beginBoot({ at: BEGIN, orchestrator: kind === 'direct' ? 'none' : 'edge' });
  if (stageIndex(from) <= stageIndex('powered-on')) return boot;
  return { ...boot, stage: from, stages: boot.stages.map((event) => ({ ...event, stage: from })) };
}

/** What only explains another failure is the cause of one whose line the text does not have. */
function withoutLimits(boot: BootProgress): BootProgress {
  return boot.suspect === null ? boot : { ...boot, suspect: { ...boot.suspect, until: BEGIN } };
}

const entered = ({ stage, evidence }: StageEvent) =>
  evidence?.port == null
    ? []
    : [{ stage, line: evidence.line, offset: evidence.offset, port: evidence.port }];

const explained = ({ rule, class: ofClass, cause, fix, line, offset, port }: FailureDetection) =>
  ({ rule: rule ?? null, class: ofClass, cause, fix, line, offset, port }) satisfies ExplainedFailure;

function failureOf(failure: Failure, suspects: readonly ExplainedFailure[]): ExplainedFailure {
  const { class: ofClass, cause, fix, evidence } = failure;
  const found = suspects.findLast((one) => one.cause === cause && one.offset === evidence?.offset);
  return found ?? { ...{ rule: null, class: ofClass, cause, fix }, line: '', offset: 0, port: 0 };
}
