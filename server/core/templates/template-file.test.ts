import { expect, test } from 'vitest';
import { templateRequest } from '../../../lib/contract/template.ts';
import { containing } from '../../testing/matching.ts';
import { SHIPPED_TEMPLATES } from './shipped.ts';
import { parseTemplateFile, templateFile } from './template-file.ts';

const LEAST = `name: own
title: Own
for: [simulator]
vcpus: 1
memoryMiB: 1024
diskGiB: 8
`;

test.each(SHIPPED_TEMPLATES)('$name, exported and read again, is the same', (definition) => {
  expect(parseTemplateFile(templateFile(definition, 3))).toEqual(definition);
});

test.each([
  'null',
  '~',
  'yes',
  '0x1f',
  '1e3',
  '- a',
  '# x',
  'a: b',
  ' a ',
  `'"`,
  '{',
  '*a',
  '<<',
  '\u{1f600}',
  '\ufeff',
])('a title that YAML could read as something else: %j', (title) => {
  const definition = templateRequest.parse({ ...parseTemplateFile(LEAST), title });
  expect(parseTemplateFile(templateFile(definition, 1))).toEqual(definition);
});

test('what is left out has its default', () => {
  expect(parseTemplateFile(LEAST)).toMatchObject({
    ...{ description: '', osProfile: null, flow: 'nio', bootSource: { kind: 'uefi-http' } },
    machine: { diskBus: 'virtio', secureBoot: false },
  });
  expect(parseTemplateFile(`${LEAST}machine: { diskBus: sata }\n`)).toMatchObject({
    machine: { diskBus: 'sata', tpm: 'tpm-crb' },
  });
});

test.each([
  ['a value', `${LEAST}machine:\n  diskBus: floppy\n`, 'line 8: machine.diskBus: Invalid option'],
  ['an element', LEAST.replace('[simulator]', '\n  - simulator\n  - moon'), 'line 5: for.1: Invalid option'],
  ['an unknown key', `${LEAST}cpu: 2\n`, 'line 7: cpu: is not a property of templates'],
  ['an unknown key within', `${LEAST}machine:\n  disk: 2\n`, 'line 8: machine.disk: is not a property'],
  ['a merge', `${LEAST}<<: { cpu: 2 }\n`, 'line 7: <<: is not a property'],
  ['a prototype', `${LEAST}__proto__: { cpu: 2 }\n`, 'line 7: __proto__: is not a property'],
  ['what is missing', LEAST.replace('title: Own\n', ''), 'title: is missing'],
  ['a name', LEAST.replace('own', '../x'), 'line 1: name: use 1 to 40 lower-case letters'],
  [
    'several lines',
    LEAST.replace('title: Own', 'title: |\n  one\n  two'),
    'line 2: title: use a single line',
  ],
  [
    'fields that contradict',
    `${LEAST}flow: io\nosProfile: ubuntu\n`,
    'line 8: osProfile: interactive onboarding',
  ],
  ['a key twice', `${LEAST}vcpus: 2\n`, 'line 7: Map keys must be unique'],
  ['broken YAML', 'name: [own\ntitle: x', 'line 2: '],
  ['two documents', `${LEAST}---\n${LEAST}`, 'line 7: Source contains multiple documents'],
  ['a tag', LEAST.replace('Own', '!!js/function x'), 'line 2: Unresolved tag'],
  [
    'a known tag',
    LEAST.replace('vcpus: 1', 'vcpus: !!int 1'),
    'line 4: the tag tag:yaml.org,2002:int is not allowed',
  ],
  ['an alias', `${LEAST}machine: { family: &a x, product: *a }\n`, 'line 7: the anchor &a is not allowed'],
  ['a list', '- own\n', 'line 1: Invalid input: expected object'],
  ['nothing', '', 'expected object'],
  ['a depth that the parser cannot follow', `a: ${'['.repeat(60_000)}`, ''],
] as const)('%s is refused with its line and field', (_, text, message) => {
  expect(() => parseTemplateFile(text)).toThrow(
    expect.objectContaining({ code: 'invalid', message: containing(message) }),
  );
});

test('a file that would grow is refused before it does', () => {
  const bomb = Array.from(
    { length: 30 },
    (_, index) => `k${index + 1}: &a${index + 1} [*a${index}, *a${index}]`,
  );
  expect(() => parseTemplateFile(`k0: &a0 x\n${bomb.join('\n')}\n`)).toThrow(
    expect.objectContaining({ code: 'invalid', message: containing('the alias *a0 is not allowed') }),
  );
  expect(() => parseTemplateFile(`${LEAST}# ${'x'.repeat(1024 * 1024)}\n`)).toThrow(
    expect.objectContaining({ code: 'too-large' }),
  );
});

test('all that is wrong is named at once', () => {
  expect(() =>
    parseTemplateFile(LEAST.replace('vcpus: 1', 'vcpus: 0').replace('diskGiB: 8', 'diskGiB: x')),
  ).toThrow(
    expect.objectContaining({
      errors: [
        { field: 'vcpus', message: 'line 4: vcpus: use a whole number from 1 to 64' },
        { field: 'diskGiB', message: 'line 6: diskGiB: use a whole number from 1 to 10000' },
      ],
    }),
  );
});
