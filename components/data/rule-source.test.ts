import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { type Rule, ruleFile } from '../../lib/contract/rule-file.ts';
import { switchedRule, withoutRule, withRule } from './rule-source.ts';

const SOURCE = `# Ours.
format: 1
title: Our image
rules:
  - id: licence # of ACME
    when: contains
    text: ACME-LIC
    isHarmless: true
  - { id: other, when: contains, text: 'other: ', stage: ipxe }
samples:
  - { name: A licence, log: [ACME-LIC], failure: licence }
  - { name: Another, log: [other], failure: null }
`;
const RULE: Rule = { id: 'key', when: 'contains', text: 'ACME KEY', isHarmless: true };

const read = (source: string | null) => ruleFile.parse(parse(source ?? ''));

test('a new file, and a rule at the end of one: comments and the rest stay', () => {
  expect(read(withRule(null, null, RULE))).toEqual({
    ...{ format: 1, title: 'Own rules', rules: [RULE], samples: [] },
  });
  const more = withRule(SOURCE, null, RULE);
  expect(more.startsWith(SOURCE.slice(0, SOURCE.indexOf('samples:')))).toBe(true);
  expect(read(more).rules.map(({ id }) => id)).toEqual(['licence', 'other', 'key']);
});

test('a rule takes the place of another; samples follow its id', () => {
  const { rules, samples } = read(withRule(SOURCE, 'licence', RULE));
  expect(rules.map(({ id }) => id)).toEqual(['key', 'other']);
  expect(samples.map(({ failure }) => failure)).toEqual(['key', null]);
});

test('a rule goes with its samples; with the last one nothing is left', () => {
  const less = withoutRule(SOURCE, 'licence');
  expect(read(less)).toMatchObject({ rules: [{ id: 'other' }], samples: [{ name: 'Another' }] });
  expect(withoutRule(less ?? '', 'other')).toBeNull();
});

test('a rule is switched off and on', () => {
  const off = switchedRule(SOURCE, 'other', false);
  expect(read(off).rules[1]).toMatchObject({ id: 'other', text: 'other: ', isOff: true });
  expect(off).toContain('# of ACME');
  expect(read(switchedRule(off, 'other', true))).toEqual(read(SOURCE));
});

test('JSON stays JSON', () => {
  const source = JSON.stringify(parse(SOURCE));
  expect(JSON.parse(withRule(source, null, RULE))).toMatchObject({ rules: [{}, {}, RULE] });
});
