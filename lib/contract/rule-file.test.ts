import { expect, test } from 'vitest';
import { ruleFile } from './rule-file.ts';

const failure = { class: 'os', cause: 'It broke.', fix: 'Mend it.', severity: 'final', rank: 'cause' };
const good = { id: 'one', when: 'contains', text: 'zorp', failure };

function problems(rule: object, others: object[] = []): string[] {
  const parsed = ruleFile.safeParse({ format: 1, title: 'A test', rules: [rule, ...others] });
  return parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

test('a rule', () => {
  expect(problems(good)).toEqual([]);
  expect(problems({ ...good, shape: 'zorp (\\d+)', failure: { ...failure, cause: 'Code $1.' } })).toEqual([]);
});

test.each([
  ['rules.0.id', { ...good, id: 'One rule' }, /lower-case/],
  ['rules.0.id', { id: 'idle', when: 'contains', text: 'zorp' }, /does nothing/],
  ['rules.0.shape', { ...good, shape: '(?<=a)b' }, /look ahead or behind/],
  ['rules.0.unlike', { ...good, unlike: '[a' }, /"\]" is missing/],
  ['rules.0.text', { ...good, anyCase: true, text: 'Zorp' }, /lower case/],
  ['rules.0.text', { ...good, text: '\u001b[1m' }, /control characters/],
  ['rules.0.text', { ...good, text: ' x ' }, /at least 3/],
  ['rules.0.failure', { ...good, failure: { ...failure, cause: 'Code $1.' } }, /needs a group/],
  ['rules.0.failure.grace', { ...good, failure: { ...failure, severity: 'suspected' } }, /how many seconds/],
  ['rules.0.failure.grace', { ...good, failure: { ...failure, grace: 3 } }, /leave it out/],
  ['rules.0.shape', { ...good, when: 'begins', shape: 'a' }, /"begins" has none/],
  ['rules.0.when', { ...good, prompt: 'login' }, /begins.*ends/],
  ['rules.0.progress', { ...good, shape: '(\\d)', progress: { total: 5, text: 'Step' } }, /stage/],
])('%s is named, with what to do: %#', (field, rule, message) => {
  const found = problems(rule);
  expect(found.join('\n')).toMatch(message);
  expect(found.every((one) => one.startsWith(field))).toBe(true);
});

test('two rules with one id', () => {
  expect(problems(good, [good])).toEqual(['rules.1.id: another rule has this id']);
});
