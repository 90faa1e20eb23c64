import type { RuleFile, RuleSample } from '../../contract/rule-file.ts';
import type { BootKind } from '../recogniser/rule.ts';
import type { BootSubject } from '../recogniser/boot-subject.ts';
import type { RuleSet } from '../recogniser/rule-set.ts';
import { encodeUtf8 } from '../recogniser/utf8.ts';
import { type Explanation, explain } from './explain.ts';

export interface SampleResult {
  readonly name: string;
  /** What came out other than expected; empty: passed. */
  readonly problems: readonly string[];
}

/** The rules for the boot of a sample. */
export type RuleSets = (kind: BootKind, subject: BootSubject) => RuleSet;

/** The text of a sample as bytes. A line end in a terminal is a carriage return and a line feed. */
export const sampleText = ({ log }: Pick<RuleSample, 'log'>): Uint8Array => encodeUtf8(log.join('\r\n'));

/** Whether each sample of a file comes out as it says. */
export function testSamples({ samples }: Pick<RuleFile, 'samples'>, rules: RuleSets): SampleResult[] {
  const made = new Map<string, RuleSet>();
  const setOf = ({ for: kind, osProfile, release }: RuleSample): RuleSet => {
    const subject = { osProfile: osProfile ?? null, release: release ?? null };
    const key = JSON.stringify([kind, subject]);
    const set = made.get(key) ?? rules(kind, subject);
    made.set(key, set);
    return set;
  };
  return samples.map((sample) => {
    const { port, from, for: kind } = sample;
    const texts = [{ port, bytes: sampleText(sample) }];
    const seen = explain(texts, { rules: setOf(sample), kind, ...(from === undefined ? {} : { from }) });
    return { name: sample.name, problems: problemsOf(sample, seen) };
  });
}

function problemsOf({ stages, failure, cause }: RuleSample, seen: Explanation): string[] {
  const found = seen.stages.map(({ stage }) => stage).join(', ');
  const expected = stages?.join(', ') ?? found;
  const rule = seen.failure?.rule ?? null;
  return [
    ...(found === expected ? [] : [`stages: ${found || 'none'}; expected: ${expected || 'none'}`]),
    ...(rule === failure ? [] : [`failure: ${told(rule, seen)}; expected: ${failure ?? 'none'}`]),
    ...(cause === undefined || seen.failure?.cause.includes(cause) === true
      ? []
      : [`cause: ${seen.failure?.cause ?? 'none'}; expected in it: ${cause}`]),
  ];
}

const told = (rule: string | null, { failure }: Explanation): string =>
  rule ?? (failure === null ? 'none' : `no rule (${failure.cause})`);
