import { expect, test } from 'vitest';
import { templateRequest } from '../../../lib/contract/template.ts';
import { readTemplate, templateDraft } from './draft.ts';

const OWN = templateRequest.parse({
  ...{ name: 'own', title: 'Own', for: ['simulator', 'none'], vcpus: 1, memoryMiB: 1024, diskGiB: 8 },
  machine: { secureBoot: true, product: 'Edge' },
});
const draft = templateDraft(OWN);
const typed = (texts: Readonly<Record<string, string>>) =>
  readTemplate({ ...draft, texts: { ...draft.texts, ...texts } });

test('a template that was only looked at stays the same', () => {
  expect(readTemplate(draft)).toEqual({ ok: true, request: OWN });
});

test('what is typed becomes values', () => {
  const texts = { vcpus: ' 4 ', osProfile: 'ubuntu', 'machine.secureBoot': 'off', for: 'simulator' };
  expect(typed({ ...texts, 'machine.product': ' ' })).toMatchObject({
    request: {
      ...{ vcpus: 4, osProfile: 'ubuntu', for: ['simulator'] },
      machine: { secureBoot: false, product: null },
    },
  });
});

test('what is wrong is said at its field', () => {
  const { errors } = {
    errors: new Map<string, string>(),
    ...typed({ vcpus: '0.5', title: '', for: '', memoryMiB: '' }),
  };
  expect(Object.fromEntries(errors)).toEqual({
    vcpus: 'use a whole number from 1 to 64',
    memoryMiB: 'use a whole number from 512 to 1048576',
    title: 'enter a title',
    for: 'choose at least one kind of orchestrator',
  });
});
