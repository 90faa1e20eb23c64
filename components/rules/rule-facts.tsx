import type { ReactNode } from 'react';
import type { Rule } from '../../lib/contract/rule-file.ts';
import { stageTitle } from '../../lib/domain/stages.ts';
import { Facts } from '../ui/page.tsx';
import {
  BASIS_TITLES,
  CLASS_TITLES,
  KIND_TITLES,
  PROMPT_TITLES,
  RANK_TITLES,
  SEVERITY_TITLES,
  spanOf,
  WHEN_TITLES,
} from './rule-words.ts';

type Fact = readonly [name: string, value: ReactNode];

const code = (text: string): ReactNode => <code className="font-mono text-xs break-all">{text}</code>;

const some = (name: string, value: ReactNode): readonly Fact[] =>
  value === undefined || value === null || value === '' || value === false ? [] : [[name, value]];

/** All that a rule says. */
export function RuleFacts({ rule }: { readonly rule: Rule }) {
  return (
    <div className="flex flex-col gap-4">
      <Facts facts={patternFacts(rule)} />
      <Facts facts={[...meaningFacts(rule), ...failureFacts(rule)]} />
      {rule.note !== undefined && <p className="text-xs text-ink-3">{rule.note}</p>}
    </div>
  );
}

function patternFacts(rule: Rule): readonly Fact[] {
  const { when, text, shape, unlike, anyCase, port, needs, unless, isAlsoForUsers, osProfiles, releases } =
    rule;
  return [
    [WHEN_TITLES[when], code(text)],
    ...some('Shape', shape !== undefined && code(shape)),
    ...some('Unlike', unlike !== undefined && code(unlike)),
    ...some('Letters', anyCase === true && 'upper and lower case are the same'),
    ['Port', port === undefined ? 'both' : code(`ttyS${port}`)],
    ['Stages', spanOf(rule) || 'all'],
    ...some('Only for', rule.for !== undefined && KIND_TITLES[rule.for]),
    ...some('OS profiles', osProfiles !== undefined && code(osProfiles.join(', '))),
    ...some('Releases', releases !== undefined && code(releases.join(', '))),
    ...some('After the mark', needs !== undefined && code(needs)),
    ...some('Not after', unless !== undefined && code(unless)),
    ...some('Logged in', isAlsoForUsers === true && 'also while somebody is logged in on the port'),
  ];
}

function meaningFacts(rule: Rule): readonly Fact[] {
  const { basis = 'observed', stage, progress, prompt, isHarmless, recovers, sets, clears } = rule;
  return [
    ...some('Stage', stage !== undefined && stageTitle(stage)),
    ...some('Progress', progress !== undefined && `${progress.text}, of ${progress.total}`),
    ...some('Prompt', prompt !== undefined && PROMPT_TITLES[prompt]),
    ...some('Means', isHarmless === true && 'nothing, whatever later rules say'),
    ...some('Recovers', recovers !== undefined && `a suspected failure of ${CLASS_TITLES[recovers]}`),
    ...some('Sets marks', sets !== undefined && code(sets.join(', '))),
    ...some('Clears marks', clears !== undefined && code(clears.join(', '))),
    ['Basis', BASIS_TITLES[basis]],
  ];
}

function failureFacts({ failure }: Rule): readonly Fact[] {
  if (failure === undefined) return [];
  const { class: ofClass, cause, fix, severity, grace, rank, stopsAt, action } = failure;
  const limit = grace === undefined ? '' : ` within ${grace}\u00a0s`;
  return [
    ['Cause', cause],
    ['Next step', fix],
    ['Class', CLASS_TITLES[ofClass]],
    ['Severity', `${SEVERITY_TITLES[severity]}${limit}`],
    ['Rank', RANK_TITLES[rank]],
    ...some('Waits at', stopsAt),
    ...some('Action', action),
  ];
}
