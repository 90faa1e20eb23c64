import type { RuleFailure } from '../../contract/rule-file.ts';
import { detailOf, type Rule } from './rule.ts';

/** What the orchestrator's own words for a failure mean, by the first rule that knows them; null: no rule does. */
export function reportExplained(
  rules: readonly Rule[],
  words: string,
): (Pick<RuleFailure, 'class' | 'cause' | 'fix'> & { readonly rule: string }) | null {
  const lower = words.toLowerCase();
  for (const rule of rules) {
    const { text, anyCase, failure } = rule;
    if (failure === undefined || !(anyCase === true ? lower : words).includes(text)) continue;
    const detail = detailOf(rule, words);
    if (detail !== null)
      return { ...failure, rule: rule.id, cause: failure.cause.replace('$1', () => detail) };
  }
  return null;
}
