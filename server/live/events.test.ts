import { expect, it } from 'vitest';
import { change, type Change, CHANGE_HEADER, hello } from '../../lib/contract/live.ts';
import { send } from '../testing/request.ts';
import { openLive } from '../testing/sockets.ts';
import { startConsole } from '../testing/test-server.ts';

const KINDS = ['domains', 'host', 'node', 'notice', 'operation', 'run'];

it('sends every change, complete and in order, to every authorised viewer', async () => {
  const server = await startConsole();
  const heard: Change[][] = [];
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    const { socket } = await openLive(server, await server.as(role));
    const own: Change[] = [];
    heard.push(own);
    socket.on('change', (message: unknown) => own.push(change.parse(message)));
  }
  const changes: Change[] = [];
  server.core.onChange((each) => changes.push(each));
  const node = await server.addRunning('one');
  server.host.report({ reason: 'the daemon is busy' });
  await server.act(node, 'stop');
  await expect.poll(() => [...new Set(changes.map(({ kind }) => kind))].toSorted()).toEqual(KINDS);
  await expect.poll(() => heard).toEqual([changes, changes, changes]);
});

it('tells what was the latest change before a connection, and before every answer', async () => {
  const server = await startConsole();
  const headers = await server.as('viewer');
  const latest = async () => {
    const { hello: greeting, socket } = await openLive(server, headers);
    socket.close();
    const answer = await send(server, '/api/v1/nodes', { headers });
    return [hello.parse(greeting).change, Number(answer.headers.get(CHANGE_HEADER))];
  };
  const [before, answered] = await latest();
  expect(answered).toBe(before);
  let changes = 0;
  server.core.onChange(() => (changes += 1));
  const node = await server.addRunning('one');
  await server.act(node, 'stop');
  expect(changes).toBeGreaterThan(0);
  expect(await latest()).toEqual([(before ?? 0) + changes, (before ?? 0) + changes]);
});

it('ignores messages from viewers', async () => {
  const server = await startConsole();
  const { socket } = await openLive(server, await server.as('viewer'));
  const gone = new Promise((resolve) => void socket.once('disconnect', resolve));
  socket.emit('change', { kind: 'node' });
  socket.emit('anything', 'x'.repeat(20_000));
  await gone;
  await expect.poll(() => server.sockets().live).toBe(0);
});
