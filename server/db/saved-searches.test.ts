import { expect, test } from 'vitest';
import { MOMENT, ownDatabase } from '../testing/database.ts';

test('searches are kept by name, once each, until they are removed', async () => {
  const { savedSearches } = await ownDatabase();
  const row = {
    id: 'a',
    name: 'PXE',
    q: 'PXE-E18 since:7d',
    alarm: true,
    createdAt: MOMENT,
    createdBy: 'a@b',
  };
  await savedSearches.add(row);
  await savedSearches.add({ ...row, id: 'b', name: 'Panics', alarm: false });
  expect((await savedSearches.list()).map(({ name }) => name)).toEqual(['PXE', 'Panics'].toSorted());
  await expect(savedSearches.add({ ...row, id: 'c' })).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ field: 'name' }],
  });
  await savedSearches.remove('b');
  await expect(savedSearches.remove('b')).rejects.toMatchObject({ code: 'not-found' });
  expect(await savedSearches.list()).toEqual([row]);
});
