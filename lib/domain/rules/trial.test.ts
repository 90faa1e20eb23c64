import { expect, test } from 'vitest';
import type { Rule, RuleFile } from '../../contract/rule-file.ts';
import { shippedRules } from '../../rules/shipped.ts';
import { encodeUtf8 } from '../recogniser/utf8.ts';
import { tryRules } from './trial.ts';

const own = (rule: Partial<Rule>): RuleFile => ({
  ...{ format: 1, title: 'Own', samples: [] },
  rules: [
    {
      ...{ id: 'licence', when: 'contains', text: 'ACME-LIC' },
      failure: { class: 'os', cause: 'No licence.', fix: 'Add it.', severity: 'final', rank: 'cause' },
      ...rule,
    },
  ],
});

const LOG = [
  '\u001b[=3h\u001b[2J>>Start HTTP Boot over IPv4',
  'ACME-LIC-1: missing',
  'iPXE initialising devices...ok',
  '\u001b[31mACME-\u001b[0mLIC-2: expired',
  'ACME-LIC-3: found',
].join('\r\n');

function tried(rule: Partial<Rule>, log = LOG) {
  const files = [own(rule), ...shippedRules().values()];
  const texts = [{ port: 0, bytes: encodeUtf8(log) }];
  return tryRules(texts, { files, tried: new Set(['licence']), kind: 'onboarding', port: 0 });
}

const missesOf = (rule: Partial<Rule>, log = LOG) => {
  const { lines, misses } = tried(rule, log);
  return misses.map((index) => lines[index]?.miss);
};

test('each line as a terminal shows it, the stages that begin with it, and the hits', () => {
  const { lines, hits, explanation } = tried({});
  expect(lines.map(({ text, stage }) => [text, stage])).toEqual([
    ['>>Start HTTP Boot over IPv4', 'address'],
    ['ACME-LIC-1: missing', null],
    ['iPXE initialising devices...ok', 'ipxe'],
    ['ACME-LIC-2: expired', null],
    ['ACME-LIC-3: found', null],
  ]);
  expect(hits).toEqual([1, 3, 4]);
  expect(explanation.failure?.cause).toBe('No licence.');
  expect(explanation.failure?.line).toBe('ACME-LIC-2: expired');
});

test('a line that has the text and does not match says why', () => {
  expect(missesOf({ shape: 'ACME-LIC-\\d: (?:missing|expired)' })).toEqual(['“shape” does not match']);
  expect(missesOf({ unlike: 'found' })).toEqual(['“unlike” matches']);
  expect(missesOf({ port: 1 })).toEqual(Array.from({ length: 3 }, () => 'only for ttyS1'));
  expect(missesOf({ from: 'ipxe' })).toEqual(['the port is still at Address; the rule applies from iPXE']);
  expect(missesOf({ until: 'address' })).toEqual(
    Array.from({ length: 2 }, () => 'the port is already at iPXE; the rule applies until Address'),
  );
  expect(missesOf({ needs: 'acme' })[0]).toBe('the mark “acme” may be missing');
  expect(missesOf({}, 'root@host:~# cat ACME-LIC-1\r\n')).toEqual(['somebody typed it, or is logged in']);
});

test('another rule that decides the line is named', () => {
  const [file] = [own({})];
  const first: Rule = { id: 'first', when: 'contains', text: 'ACME', isHarmless: true };
  const files = [{ ...file, rules: [first, ...file.rules] }];
  const texts = [{ port: 0, bytes: encodeUtf8(LOG) }];
  const { lines } = tryRules(texts, { files, tried: new Set(['licence']), kind: 'onboarding', port: 0 });
  expect(lines[1]?.miss).toBe('the rule first decides this line');
});

test('a rule that is switched off finds nothing', () => {
  const { hits, misses } = tried({ isOff: true });
  expect([hits, misses]).toEqual([[], []]);
});
