import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Notice } from '../../../lib/contract/notice.ts';
import { notice as noticeSchema } from '../../../lib/contract/notice.ts';
import type { SearchedBoot, SearchRequest } from '../../../lib/contract/search.ts';
import { MOMENT, ownDatabase } from '../../testing/database.ts';
import type { Actor } from '../access/actor.ts';
import { SavedSearches } from './saved-searches.ts';

const OPERATOR: Actor = { userId: 'u', name: 'operator@example.com', role: 'operator' };
const REQUEST = { name: 'PXE errors', q: 'PXE-E18', alarm: true };

const boot = (changes: Partial<SearchedBoot> = {}): SearchedBoot => ({
  ...{
    id: randomUUID(),
    node: { id: 'n1', name: 'edge-1', deleted: false },
    host: 'local',
    run: 'r1',
    boot: 2,
  },
  ...{ startedAt: MOMENT, count: 3, more: false, firstAt: MOMENT, lastAt: MOMENT },
  hits: [{ port: 1, offset: 7, at: MOMENT, stage: 'ipxe', line: 'PXE-E18: \u001B timeout', marks: [[0, 7]] }],
  ...changes,
});

async function kept(found: readonly SearchedBoot[] = []) {
  const told: Notice[] = [];
  const asked: SearchRequest[] = [];
  const index = { state: 'current' as const, done: 0, total: 0, rebuilt: null, problem: null };
  const boots = [...found];
  const searches = new SavedSearches({
    context: { database: await ownDatabase(), logger: pino({ level: 'silent' }), now: () => MOMENT },
    notifications: {
      raise: (notice) => {
        told.push(notice);
        return Promise.resolve();
      },
    },
    find: (request) => {
      asked.push(request);
      return Promise.resolve({ boots, next: null, searchedTo: null, index });
    },
  });
  return { searches, told, asked, boots };
}

it('are kept and removed by those who may, if they can be read', async () => {
  const { searches } = await kept();
  const saved = await searches.add(REQUEST, OPERATOR);
  expect(await searches.list()).toEqual([saved]);
  expect(saved).toMatchObject({ ...REQUEST, createdAt: MOMENT, createdBy: OPERATOR.name });
  await expect(searches.add(REQUEST, OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
  await expect(searches.add({ ...REQUEST, name: 'x', q: 'x' }, OPERATOR)).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ field: 'q' }],
  });
  const viewer: Actor = { ...OPERATOR, role: 'viewer' };
  await expect(searches.add({ ...REQUEST, name: 'x' }, viewer)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(searches.remove(saved.id, viewer)).rejects.toMatchObject({ code: 'forbidden' });
  await searches.remove(saved.id, OPERATOR);
  expect(await searches.list()).toEqual([]);
});

it('tell of lines printed since they were saved, once for each boot', async () => {
  const first = boot();
  const { searches, told, asked, boots } = await kept([first]);
  const saved = await searches.add(REQUEST, OPERATOR);
  await searches.add({ ...REQUEST, name: 'silent', alarm: false }, OPERATOR);
  await searches.look();
  expect(asked).toEqual([expect.objectContaining({ q: `PXE-E18 since:${MOMENT}`, lines: 1 })]);
  expect(told.map((each) => noticeSchema.parse(each))).toEqual([
    expect.objectContaining({
      ...{ id: `search.hit:${saved.id}:${first.id}`, type: 'search.hit', at: MOMENT },
      title: 'edge-1: PXE errors',
      path: '/nodes/n1?tab=boots&boot=2&port=1&view=replay&t=0',
    }),
  ]);
  expect(told[0]?.text).not.toContain('\u001B');
  await searches.look();
  expect(told).toHaveLength(1);
  boots.push(boot());
  await searches.look();
  expect(told).toHaveLength(2);
});
