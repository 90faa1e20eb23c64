import { expect, test } from 'vitest';
import { DEFAULT_HOST_SETTINGS } from '../../../lib/contract/host-settings.ts';
import { draftOf, readDraft } from './draft.ts';

const typed = (texts: Record<string, string>) => {
  const draft = draftOf(null);
  const all = { ...draft.texts, name: 'lab', uri: 'qemu+ssh://root@lab/system', ...texts };
  return readDraft({ ...draft, texts: all });
};

test('a name and a URI are enough', () => {
  expect(typed({})).toEqual({
    ok: true,
    request: { name: 'lab', uri: 'qemu+ssh://root@lab/system', settings: DEFAULT_HOST_SETTINGS },
  });
});

test('labels are words, and an empty number means the default', () => {
  const texts = {
    'settings.labels': 'rack=3, gpu',
    'settings.cpuOvercommit': '',
    'settings.bootingAtOnce': '2',
  };
  expect(typed(texts)).toMatchObject({
    request: { settings: { labels: ['rack=3', 'gpu'], cpuOvercommit: 4, bootingAtOnce: 2 } },
  });
});

test.each([
  ['name', { name: 'Lab 3' }],
  ['uri', { uri: ' ' }],
  ['settings.labels.0', { 'settings.labels': '$x' }],
  ['settings.reservedMemoryMiB', { 'settings.reservedMemoryMiB': 'much' }],
])('what is wrong is said at %s', (path, texts) => {
  const result = typed(texts);
  expect(result.ok ? [] : [...result.errors.keys()]).toEqual([path]);
});
