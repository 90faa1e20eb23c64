import { expect, test } from 'vitest';
import { SAMPLE_HARDWARE } from '../../../server/testing/samples.ts';
import { NOTHING_TO_SEND } from '../../forms/read-draft.ts';
import { bootOrders, draftOf, readMachine } from './machine-draft.ts';

const HARDWARE = { present: null, next: SAMPLE_HARDWARE, autostart: false };
const DRAFT = draftOf(HARDWARE);
const read = (changes: Partial<typeof DRAFT>) => readMachine({ ...DRAFT, ...changes }, HARDWARE, 'ven-own');

test('a form that was not touched changes nothing', () => {
  expect(read({})).toEqual(NOTHING_TO_SEND);
});

test.each([
  [{ vcpus: '4' }, { vcpus: 4 }],
  [{ network: 'network:ven-own' }, { network: { kind: 'own', subnet: null } }],
  [{ network: 'bridge:br0' }, { network: { kind: 'bridge', name: 'br0' } }],
  [
    { bootOrder: 'medium disk', medium: 'tools' },
    { bootOrder: ['medium', 'disk'], medium: 'tools' },
  ],
  [{ autostart: true }, { autostart: true }],
])('%j is the edit %j', (changes, edit) => {
  expect(read(changes)).toEqual({ ok: true, request: edit });
});

test('mistakes are told beside their fields', () => {
  const result = read({ memoryMiB: 'much', diskGiB: '0' });
  expect(result.ok ? [] : [...result.errors.keys()].toSorted()).toEqual(['diskGiB', 'memoryMiB']);
});

test('boot orders have a medium only where there is one', () => {
  expect(bootOrders('disk network', false).join()).not.toContain('medium');
  expect(bootOrders('network', true)).toContain('medium disk');
});
