import type { Rule, RuleFailure } from '../../lib/contract/rule-file.ts';
import type { FailureClass } from '../../lib/domain/stages.ts';
import { stageTitle } from '../../lib/domain/stages.ts';

/** When a rule is tried, as a beginning of "… TEXT". */
export const WHEN_TITLES: Readonly<Record<Rule['when'], string>> = {
  contains: 'Line contains',
  begins: 'Line begins with',
  ends: 'Line ends with',
  percent: 'Percentage after',
  reset: 'Terminal reset',
};

export const CLASS_TITLES: Readonly<Record<FailureClass, string>> = {
  boot: 'Firmware and boot',
  ipxe: 'iPXE',
  workflow: 'Provisioning workflow',
  storage: 'Storage',
  onboarding: 'Onboarding',
  os: 'Operating system',
  host: 'Host',
};

export const SEVERITY_TITLES: Readonly<Record<RuleFailure['severity'], string>> = {
  final: 'The boot has failed',
  suspected: 'Failed, unless something moves',
  explains: 'Explains a failure that follows',
};

export const RANK_TITLES: Readonly<Record<RuleFailure['rank'], string>> = {
  cause: 'the cause itself',
  symptom: 'a symptom of several causes',
  consequence: 'a consequence',
};

export const PROMPT_TITLES: Readonly<Record<NonNullable<Rule['prompt']>, string>> = {
  username: 'user name of the onboarding account',
  password: 'password of the onboarding account',
  login: 'login of the installed system',
};

export const BASIS_TITLES: Readonly<Record<NonNullable<Rule['basis']>, string>> = {
  observed: 'serial output',
  confirmed: 'reports of the orchestrator',
  either: 'serial output and reports of the orchestrator',
};

export const KIND_TITLES: Readonly<Record<NonNullable<Rule['for']>, string>> = {
  onboarding: 'nodes that an orchestrator takes in',
  direct: 'nodes that no orchestrator takes in',
};

/** What a match means, in a line. */
export function meaningOf(rule: Rule): string {
  const { stage, progress, failure, prompt, isHarmless, recovers } = rule;
  if (failure !== undefined) return failure.cause;
  if (isHarmless === true) return 'Harmless';
  const parts = [
    ...(stage === undefined ? [] : [`Stage ${stageTitle(stage)}`]),
    ...(progress === undefined ? [] : [`progress: ${progress.text}`]),
    ...(prompt === undefined ? [] : [`asks for the ${PROMPT_TITLES[prompt]}`]),
    ...(recovers === undefined ? [] : [`a suspected failure of ${CLASS_TITLES[recovers]} is over`]),
  ];
  return parts.length > 0 ? parts.join(', ') : `Sets a mark: ${(rule.sets ?? rule.clears ?? []).join(', ')}`;
}

/** From which stage to which it applies; empty: everywhere. */
export function spanOf({ from, until }: Pick<Rule, 'from' | 'until'>): string {
  if (from !== undefined && until !== undefined)
    return from === until ? stageTitle(from) : `${stageTitle(from)} to ${stageTitle(until)}`;
  if (from !== undefined) return `from ${stageTitle(from)}`;
  return until === undefined ? '' : `until ${stageTitle(until)}`;
}

/** Where it applies: port, stages, and which nodes. */
export const placeOf = (rule: Rule): string =>
  [
    ...(rule.port === undefined ? [] : [`ttyS${rule.port}`]),
    spanOf(rule),
    ...(rule.osProfiles ?? []),
    ...(rule.releases ?? []).map((release) => `release ${release}`),
  ]
    .filter((part) => part !== '')
    .join(' · ');

/** Whether every word of a query is somewhere in the rule. */
export function isFound(rule: Rule, file: string, query: string): boolean {
  const { id, text, shape = '', note = '', failure } = rule;
  const all = [file, id, text, shape, note, meaningOf(rule), placeOf(rule), failure?.fix ?? ''];
  const within = all.join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}
