import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { drill } from '../../../lib/contract/drill.ts';
import { drillJunit, drillProblems } from '../../../lib/report/drill-result.ts';
import { lintedDrill } from './drill-file.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../../examples/drills');
const examples = readdirSync(EXAMPLES);

test('there are examples', () => expect(examples.length).toBeGreaterThan(2));
test.each(examples)('%s is valid', (name) => {
  expect(lintedDrill(path.join(EXAMPLES, name)).problems).toEqual([]);
});

const wrong = (content: object): string[] =>
  drill
    .safeParse({ name: 'a', expect: { end: 'ready' }, ...content })
    .error?.issues.map(({ path: at, message }) => `${at.map(String).join('.')}: ${message}`) ?? [];

test('what is wrong with a drill is said where it is', () => {
  expect(
    wrong({
      steps: [
        { fault: 'pause', seconds: 5 },
        { scenario: 'wrong-ca', address: '*' },
      ],
    }),
  ).toEqual([]);
  expect(wrong({ steps: [{ fault: 'power-cut', seconds: 5 }] })).toEqual([
    'steps.0.seconds: leave it out: power-cut is over at once',
  ]);
  expect(wrong({ steps: [{ fault: 'pause', at: 'lunch' }] })).toEqual([containing('steps.0.at')]);
  expect(wrong({ steps: [{ scenario: 'x', serial: 'A' }] })).toEqual([containing('steps.0')]);
  expect(wrong({ expect: { end: 'ready', cause: 'slow' } })).toEqual([containing('has none')]);
  expect(wrong({ expect: { end: 'failed', cause: 'bad luck' } })).toEqual([containing('expect.cause')]);
});

test('an end is compared in all that is expected, and in nothing else', () => {
  const failure = { class: 'boot', cause: 'c', fix: 'f', stage: 'ipxe', evidence: null } as const;
  const plan = { limit: 9, expect: { end: 'failed', stage: 'ipxe', cause: 'on-purpose' } } as const;
  expect(drillProblems(plan, { stage: 'failed', failure }, { cause: 'on-purpose' })).toEqual([]);
  expect(drillProblems({ ...plan, expect: { end: 'failed' } }, { stage: 'failed', failure }, null)).toEqual(
    [],
  );
  expect(
    drillProblems(plan, { stage: 'timed-out', failure: { ...failure, stage: 'address' } }, null),
  ).toEqual([
    'It ended timed-out; expected: failed.',
    'It ended in address; expected: ipxe.',
    'The verdict is none; expected: on-purpose.',
  ]);
  expect(drillProblems(plan, { stage: 'onboarding', failure: null }, null)).toEqual([
    'It was still at onboarding after 9 s; expected: failed.',
  ]);
});

test('the report has a case for each, with what is wrong', () => {
  const facts = { node: 'n', seconds: 2, stage: null, cause: null, verdict: null };
  const xml = drillJunit([
    { ...facts, name: 'one', ok: true, end: 'ready', problems: [], error: null },
    { ...facts, name: 'two', ok: false, end: null, problems: [], error: 'no <host>' },
  ]);
  expect(xml).toContain('tests="2" failures="1"');
  expect(xml).toContain('<failure type="error" message="no &lt;host&gt;"></failure>');
});

function containing(text: string): unknown {
  return expect.stringContaining(text);
}
