import { describe, expect, test } from 'vitest';
import type { RuleSample } from '../contract/rule-file.ts';
import { explain } from '../domain/rules/explain.ts';
import { sampleText, testSamples } from '../domain/rules/samples.ts';
import { shippedRules, shippedRuleSet } from './shipped.ts';

const files = [...shippedRules()];

test('ids are unique across files', () => {
  const ids = files.flatMap(([, { rules }]) => rules.map(({ id }) => id));
  expect(ids.filter((id, index) => ids.indexOf(id) < index)).toEqual([]);
});

const suspectsOf = (sample: RuleSample) => {
  const { port, for: kind, from = 'powered-on' } = sample;
  const texts = [{ port, bytes: sampleText(sample) }];
  return explain(texts, { rules: shippedRuleSet(kind), kind, from }).suspects.map(({ rule }) => rule);
};

describe.each(files)('%s', (_, file) => {
  test.each(testSamples(file, shippedRuleSet).map(({ name, problems }) => [name, problems] as const))(
    '%s',
    (_name, problems) => {
      expect(problems).toEqual([]);
    },
  );

  test('every rule that names a cause does so in a sample', () => {
    const told = new Set(file.samples.flatMap(suspectsOf));
    const untold = file.rules.filter(({ id, failure }) => failure !== undefined && !told.has(id));
    expect(untold.map(({ id }) => id)).toEqual([]);
  });
});
