import { expect, test } from 'vitest';
import { templateDefinition } from '../contract/template.ts';
import { DEFAULT_MACHINE } from '../contract/machine.ts';
import { templateChanges } from './template-changes.ts';

const BEFORE = templateDefinition.parse({
  ...{ name: 'own', title: 'Own', for: ['simulator'], vcpus: 1, memoryMiB: 1024, diskGiB: 8 },
  machine: DEFAULT_MACHINE,
});

test('two versions are compared value by value, lists as a whole', () => {
  expect(templateChanges(BEFORE, BEFORE)).toEqual([]);
  const after = templateDefinition.parse({
    ...{ ...BEFORE, vcpus: 2, osProfile: 'ubuntu', for: ['simulator', 'none'] },
    machine: { ...DEFAULT_MACHINE, secureBoot: true },
  });
  expect(templateChanges(BEFORE, after)).toEqual([
    { field: 'for', before: '["simulator"]', after: '["simulator","none"]' },
    { field: 'osProfile', before: 'null', after: 'ubuntu' },
    { field: 'vcpus', before: '1', after: '2' },
    { field: 'machine.secureBoot', before: 'false', after: 'true' },
  ]);
});

test('a value that becomes an object is said by its fields', () => {
  const ready = { kind: 'tcp-port', port: 22, seconds: 60 } as const;
  expect(templateChanges(BEFORE, { ...BEFORE, ready })).toEqual([
    { field: 'ready.kind', before: null, after: 'tcp-port' },
    { field: 'ready.port', before: null, after: '22' },
    { field: 'ready.seconds', before: null, after: '60' },
  ]);
});
