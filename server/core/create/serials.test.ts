import { expect, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { freeSerials } from './serials.ts';

const request = (fields: object) => createRequest.parse({ serialPattern: 'LAB{nnn}', ...fields });
const registered = (isThere: (serial: string) => boolean) => ({
  name: 'edge',
  registered: (serials: readonly string[]) => Promise.resolve(serials.filter(isThere)),
});

test('serial numbers of the orchestrator’s hosts or of other nodes are skipped', async () => {
  const there = registered((serial) => Number(serial.slice(3)) < 40 && serial !== 'LAB004');
  expect(await freeSerials(request({ count: 3 }), new Set(['LAB041']), null, there)).toEqual([
    'LAB004',
    'LAB040',
    'LAB042',
  ]);
});

test('requested numbers are kept, and a pattern without a free number fails with a fix', async () => {
  const all = registered(() => true);
  expect(await freeSerials(request({ serials: ['AAAAA'] }), new Set(), null, all)).toEqual(['AAAAA']);
  expect(await freeSerials(request({ serialPattern: 'FIXED1' }), new Set(), null, all)).toEqual(['FIXED1']);
  await expect(freeSerials(request({}), new Set(), null, all)).rejects.toMatchObject({ code: 'conflict' });
});

test('an orchestrator that does not answer does not block the plan', async () => {
  const away = { name: 'edge', registered: () => Promise.reject(new Error('away')) };
  expect(await freeSerials(request({}), new Set(), null, away)).toEqual(['LAB001']);
});
