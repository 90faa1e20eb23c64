import { expect, it } from 'vitest';
import { createRequest } from '../../lib/contract/node.ts';
import type { Schedule } from '../../lib/contract/schedule.ts';
import { baseOf, draftOf, newDraft, NO_BASE, readDraft } from './draft.ts';

const draft = { ...newDraft(), name: 'nightly', count: '5' };

it('reads what is chosen as a cron expression, and leaves out what is empty', () => {
  expect(readDraft({ ...draft, rhythm: 'workdays', time: '6:05', stopAfter: ' ' }, NO_BASE)).toEqual({
    ok: true,
    request: {
      ...{ name: 'nightly', cron: '5 6 * * 1-5', deleteReady: true, keepFailed: 5 },
      request: { count: 5 },
    },
  });
});

it.each([
  ['name', { name: 'a b' }],
  ['count', { count: 'x' }],
  ['count', { count: '0' }],
  ['time', { time: '25:00' }],
  ['cron', { rhythm: 'cron', cron: ' ' }],
  ['keepFailed', { keepFailed: '' }],
  ['stopAfter', { stopAfter: '-1' }],
])('says what is wrong with %s: %j', (field, part) => {
  const read = readDraft({ ...draft, ...part }, NO_BASE);
  expect(read.ok ? [] : [...read.errors.keys()]).toEqual([field]);
});

it('shows the times of a schedule as they were chosen, and keeps what the form has no field for', () => {
  const schedule: Schedule = {
    ...{ id: 'x', name: 'nightly', cron: '30 2 * * 0,6', timeZone: 'UTC', deleteReady: false, keepFailed: 0 },
    request: { count: 2, template: 'ubuntu', flow: 'io', stopAfter: null },
    ...{ paused: null, nextAt: null, last: null, createdAt: '', createdBy: '', revision: 0 },
  };
  const shown = draftOf(schedule);
  expect(shown).toMatchObject({ rhythm: 'weekend', time: '02:30', count: '2', keepFailed: '0' });
  expect(draftOf({ ...schedule, cron: '0 */6 * * *' })).toMatchObject({
    rhythm: 'cron',
    cron: '0 */6 * * *',
  });
  expect(readDraft(shown, schedule.request)).toMatchObject({
    request: {
      cron: '30 2 * * 0,6',
      timeZone: 'UTC',
      request: { flow: 'io', template: 'ubuntu', stopAfter: null },
    },
  });
});

it('takes of a run what is not of its own nodes', () => {
  const request = createRequest.parse({
    name: 'lab',
    nodes: [{ serial: 'SN00001' }, { serial: 'SN00002' }],
    vcpus: 4,
    start: false,
  });
  expect(baseOf(request)).toEqual({ count: 2, vcpus: 4 });
});
