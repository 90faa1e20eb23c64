import { expect, test, vi } from 'vitest';
import type { Change } from '../../lib/contract/live.ts';
import { presentation, presentationList } from '../../lib/contract/presentation.ts';
import { Presentations } from '../core/presenting/presentations.ts';
import { Bus } from '../core/bus.ts';
import { parsed, refusal, send } from '../testing/request.ts';
import { startConsole } from '../testing/test-server.ts';

const PATH = '/api/v1/presentations';

test('what one shows, others are told; only the presenter moves and ends it', async () => {
  const server = await startConsole();
  const told: Change[] = [];
  server.core.onChange((change) => told.push(change));
  const [presenter, other] = [await server.as('viewer'), await server.as('admin')];
  const body = { path: '/wall?big=1' };
  const begun = await parsed(
    presentation,
    await send(server, PATH, { method: 'POST', headers: presenter, body }),
  );
  expect(begun.view).toEqual({ path: '/wall?big=1', scroll: 0, pointer: null });
  const own = `${PATH}/${begun.id}`;
  const moved = { path: '/nodes/n?port=1', scroll: 0.5, pointer: { x: 0.25, y: 1 } };
  expect(
    await refusal(await send(server, own, { method: 'PUT', headers: other, body: moved })),
  ).toMatchObject({ status: 404 });
  await parsed(presentation, await send(server, own, { method: 'PUT', headers: presenter, body: moved }));
  const seen = async () =>
    (await parsed(presentationList, await send(server, PATH, { headers: other }))).presentations;
  expect(await seen()).toMatchObject([{ id: begun.id, by: begun.by, view: moved }]);
  // One who begins again shows one thing only.
  const again = await parsed(
    presentation,
    await send(server, PATH, { method: 'POST', headers: presenter, body }),
  );
  expect(await seen()).toMatchObject([{ id: again.id }]);
  expect((await send(server, `${PATH}/${again.id}`, { method: 'DELETE', headers: other })).status).toBe(404);
  expect((await send(server, `${PATH}/${again.id}`, { method: 'DELETE', headers: presenter })).status).toBe(
    204,
  );
  expect(await seen()).toEqual([]);
  const kinds = told.flatMap(({ kind, object }) =>
    kind === 'presentation' || kind === 'presentation-ended' ? [[kind, object.id]] : [],
  );
  expect(kinds).toEqual([
    ['presentation', begun.id],
    ['presentation', begun.id],
    ['presentation-ended', begun.id],
    ['presentation', again.id],
    ['presentation-ended', again.id],
  ]);
});

test.each(['//elsewhere.test/', '/\\elsewhere.test', 'https://elsewhere.test/', 'javascript:alert(1)', ''])(
  'nobody is led to %j',
  async (path) => {
    const server = await startConsole();
    const headers = await server.as('viewer');
    const response = await send(server, PATH, { method: 'POST', headers, body: { path } });
    expect(await refusal(response)).toMatchObject({ status: 422, code: 'invalid' });
  },
);

test('one whose presenter is not heard of ends by itself; a sign of life keeps it', async () => {
  vi.useFakeTimers();
  try {
    const presentations = new Presentations({ bus: new Bus(0), now: () => '2026-01-01T00:00:00.000Z' }, 1000);
    const actor = { userId: 'u', name: 'ann@example.com', role: 'viewer' } as const;
    const view = { path: '/wall', scroll: 0, pointer: null };
    const { id } = await presentations.begin(view, actor);
    vi.advanceTimersByTime(900);
    await presentations.show(id, view, actor);
    vi.advanceTimersByTime(900);
    expect(await presentations.list()).toHaveLength(1);
    vi.advanceTimersByTime(200);
    expect(await presentations.list()).toEqual([]);
    await expect(presentations.end(id, actor)).rejects.toMatchObject({ code: 'not-found' });
  } finally {
    vi.useRealTimers();
  }
});
