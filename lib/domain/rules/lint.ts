import { type RuleFile, ruleFile } from '../../contract/rule-file.ts';
import type { RuleProblem } from '../../contract/rules.ts';
import { type BootKind, rulesOf, switchedOn } from '../recogniser/rule.ts';
import { RuleSet } from '../recogniser/rule-set.ts';
import { testSamples } from './samples.ts';

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
  return { file, problems: [...clashes(file, others), ...unreported(file), ...failedSamples(file, others)] };
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

function failedSamples(file: RuleFile, others: readonly RuleFile[]): RuleProblem[] {
  const rules = (kind: BootKind) => new RuleSet(rulesOf([switchedOn(file), ...others], kind));
  return testSamples(file, rules).flatMap(({ problems }, index) =>
    problems.map((message) => ({ field: `samples.${index}`, message })),
  );
}
