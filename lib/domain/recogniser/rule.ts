import type { Rule as RuleOfFile, RuleFile } from '../../contract/rule-file.ts';
import { stageIndex } from '../stages.ts';
import { type BootSubject, isFor } from './boot-subject.ts';
import { Pattern } from './pattern/pattern.ts';

/** Credentials are typed on one port, and both show the refusal: this mark is not kept per port. */
export const SHARED_MARKS: readonly string[] = ['credentials-sent'];

/** A rule as the recogniser uses it. */
export interface Rule extends Omit<RuleOfFile, 'shape' | 'unlike'> {
  /** Rules are tried in this order; the first conclusive match ends the search. */
  readonly order: number;
  readonly shape: Pattern | null;
  readonly unlike: Pattern | null;
  readonly earliest: number;
  readonly latest: number;
  /** Rules whose progress is counted together have the same; empty without progress. */
  readonly counter: string;
  /** It decides what its line means; others only set marks. */
  readonly isConclusive: boolean;
}

/** Whose boots: those of nodes that an orchestrator takes in, or of others, where what starts is no micro-OS. */
export type BootKind = NonNullable<RuleOfFile['for']>;

/** The rules of these files for one kind of boot and what is known about its node, in order. */
export function rulesOf(files: readonly RuleFile[], kind: BootKind, subject: BootSubject = {}): Rule[] {
  const those = files
    .flatMap(({ rules }) => rules)
    .filter(
      (one) => one.isOff !== true && (one.for === undefined || one.for === kind) && isFor(one, subject),
    );
  return those.map(prepared);
}

/** The file as if none of its rules were switched off: so that its samples can be run. */
export const switchedOn = (file: RuleFile): RuleFile => ({
  ...file,
  rules: file.rules.map(({ isOff: _, ...one }) => one),
});

type Patterns = Pick<Rule, 'shape' | 'unlike'>;

/** Both kinds of boot, and every draft that is tried beside the same rules, share them. */
const known = new WeakMap<RuleOfFile, Patterns>();

function patternsOf(one: RuleOfFile): Patterns {
  const { shape, unlike, anyCase = false } = one;
  const pattern = (source: string | undefined) =>
    source === undefined ? null : new Pattern(source, { anyCase });
  const patterns = known.get(one) ?? { shape: pattern(shape), unlike: pattern(unlike) };
  known.set(one, patterns);
  return patterns;
}

function prepared(one: RuleOfFile, order: number): Rule {
  const { from, until } = one;
  return {
    ...one,
    order,
    ...patternsOf(one),
    earliest: from === undefined ? 0 : stageIndex(from),
    counter: one.progress === undefined ? '' : `${one.stage ?? ''}:${one.progress.text}`,
    latest: until === undefined ? Infinity : stageIndex(until),
    isConclusive: [one.stage, one.failure, one.prompt, one.isHarmless, one.recovers].some(
      (part) => part !== undefined,
    ),
  };
}

/** What a rule's group matches in this line, empty without one; null if the rule's patterns do not match. */
export function detailOf({ shape, unlike }: Pick<Rule, 'shape' | 'unlike'>, line: string): string | null {
  if (unlike?.test(line) === true) return null;
  return shape === null ? '' : shape.exec(line);
}
