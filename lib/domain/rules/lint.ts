import { type RuleFile, ruleFile } from '../../contract/rule-file.ts';
import type { RuleProblem } from '../../contract/rules.ts';
import { isFor } from '../recogniser/boot-subject.ts';
import { rulesOf, switchedOn } from '../recogniser/rule.ts';
import { RuleSet } from '../recogniser/rule-set.ts';
import { type RuleSets, testSamples } from './samples.ts';

/** A rule file as far as it can be read, and what is wrong with it. */
export interface Linted {
  readonly file: RuleFile | null;
  readonly problems: readonly RuleProblem[];
}

/** Checks the content of somebody's own file, beside the files that it joins; its samples, too. */
export function lint(content: unknown, others: readonly RuleFile[]): Linted {
  const parsed = ruleFile.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      field: path.map(String).join('.'),
      message,
    }));
    return { file: null, problems };
  }
  const file = parsed.data;
  const selection = unselected(file);
  // A sample of a rule that is for other nodes cannot come out as it says.
  const samples = selection.length > 0 ? selection : failedSamples(file, others);
  return { file, problems: [...clashes(file, others), ...unreported(file), ...samples] };
}

function clashes({ rules }: RuleFile, others: readonly RuleFile[]): RuleProblem[] {
  const known = new Set(others.flatMap((other) => other.rules.map(({ id }) => id)));
  return rules.flatMap(({ id }, index) =>
    known.has(id)
      ? [{ field: `rules.${index}.id`, message: `another file has a rule "${id}": use another id` }]
      : [],
  );
}

function unreported({ rules }: RuleFile): RuleProblem[] {
  const message = 'own rules read serial output only: leave it out';
  return rules.flatMap(({ basis = 'observed' }, index) =>
    basis === 'observed' ? [] : [{ field: `rules.${index}.basis`, message }],
  );
}

/** Samples of rules that are for other nodes than the sample's. */
function unselected({ rules, samples }: RuleFile): RuleProblem[] {
  return samples.flatMap(({ failure, osProfile, release }, index) => {
    const rule = rules.find(({ id }) => id === failure);
    if (rule === undefined || isFor(rule, { osProfile: osProfile ?? null, release: release ?? null }))
      return [];
    const field = isFor({ ...rule, releases: undefined }, { osProfile: osProfile ?? null })
      ? 'release'
      : 'osProfile';
    return [{ field: `samples.${index}.${field}`, message: `say one that the rule "${rule.id}" is for` }];
  });
}

function failedSamples(file: RuleFile, others: readonly RuleFile[]): RuleProblem[] {
  const rules: RuleSets = (kind, subject) =>
    new RuleSet(rulesOf([switchedOn(file), ...others], kind, subject));
  return testSamples(file, rules).flatMap(({ problems }, index) =>
    problems.map((message) => ({ field: `samples.${index}`, message })),
  );
}
