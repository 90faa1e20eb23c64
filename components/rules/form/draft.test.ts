import { describe, expect, test } from 'vitest';
import { shippedRules } from '../../../lib/rules/shipped.ts';
import type { ShownRuleFile } from '../../data/rules.ts';
import { NEW_RULE, readRule, ruleDraft, type RuleDraft, triedRule } from './draft.ts';

const typed = (draft: RuleDraft, texts: Readonly<Record<string, string>>): RuleDraft => ({
  ...draft,
  texts: { ...draft.texts, ...texts },
});

const files: readonly ShownRuleFile[] = [...shippedRules()].map(([name, content]) => ({
  ...{ name, content, shipped: true, title: content.title, about: null, source: null },
  ...{ rules: content.rules.length, samples: 0, revision: '1', problems: [] },
}));
const options = { files, edited: null };

const errorsOf = (draft: RuleDraft) => {
  const result = readRule(draft, options);
  return result.ok ? {} : Object.fromEntries(result.errors);
};

const LICENCE = typed(ruleDraft(NEW_RULE, ''), {
  ...{ name: 'ours', id: 'licence', text: 'ACME-LIC', shape: 'ACME-LIC-(\\d+)', from: 'os-boot' },
  ...{ 'failure.cause': 'No licence (code $1).', 'failure.fix': 'Add the licence.' },
});

describe('a draft of a rule', () => {
  test.each(files)('of $name: each rule comes out as it went in', ({ name, content }) => {
    for (const rule of content?.rules ?? []) {
      // The file came with the console, so the copy needs one of its own.
      const same = readRule(ruleDraft(rule, name), { files, edited: rule.id });
      expect(same.ok ? [] : [...same.errors.keys()]).toEqual(['name']);
      const own = readRule(typed(ruleDraft(rule, ''), { name: 'ours' }), { files, edited: rule.id });
      expect(own.ok && own.request.rule).toEqual(rule);
    }
  });

  test('is a rule and the file that it goes to', () => {
    expect(readRule(LICENCE, options)).toEqual({
      ok: true,
      request: {
        ...{ name: 'ours', file: null, id: null },
        rule: {
          ...{ id: 'licence', when: 'contains', text: 'ACME-LIC', shape: 'ACME-LIC-(\\d+)', from: 'os-boot' },
          failure: {
            ...{ class: 'os', cause: 'No licence (code $1).', fix: 'Add the licence.' },
            ...{ severity: 'final', rank: 'cause' },
          },
        },
      },
    });
  });

  test('names the field of each error', () => {
    expect(Object.keys(errorsOf(typed(ruleDraft(NEW_RULE, ''), {})))).toEqual([
      ...['name', 'id', 'text', 'failure.cause', 'failure.fix'],
    ]);
    expect(errorsOf(typed(LICENCE, { shape: 'ACME(' }))).toHaveProperty('shape');
    expect(errorsOf(typed(LICENCE, { shape: '' }))).toEqual({
      'failure.cause': '"$1" needs a group in "shape"',
    });
    expect(errorsOf(typed(LICENCE, { 'failure.severity': 'suspected' }))).toHaveProperty('failure.grace');
    expect(errorsOf(typed(LICENCE, { id: 'grub-rescue' }))).toEqual({ id: 'another rule has this id' });
    expect(errorsOf(typed(LICENCE, { name: 'ipxe' }))).toEqual({ name: 'there is a file of this name' });
  });

  test('has the fields of what it means only', () => {
    const result = readRule(typed(LICENCE, { means: 'harmless' }), options);
    expect(result.ok && result.request.rule).toMatchObject({ isHarmless: true });
    expect(result.ok && result.request.rule).not.toHaveProperty('failure');
  });

  test('is tried as soon as it says which lines it finds', () => {
    expect(triedRule(typed(ruleDraft(NEW_RULE, ''), { text: 'ACME' }))).toEqual({
      rule: { id: 'draft', when: 'contains', text: 'ACME', isHarmless: true },
      isMeaningless: true,
    });
    expect(triedRule(LICENCE)?.isMeaningless).toBe(false);
    expect(triedRule(typed(LICENCE, { text: 'A' }))).toBeNull();
  });
});
