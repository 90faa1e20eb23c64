import { expect, it } from 'vitest';
import { change, type Change } from '../../lib/contract/live.ts';
import { sampleNode, SAMPLE_HOST } from '../testing/samples.ts';
import { openLive } from '../testing/sockets.ts';
import { startTestServer } from '../testing/test-server.ts';

it('tells every change, whole and in order, to everybody who may hear of it', async () => {
  const server = await startTestServer();
  const heard: Change[][] = [];
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    const { socket } = await openLive(server, await server.as(role));
    const own: Change[] = [];
    heard.push(own);
    socket.on('change', (message: unknown) => own.push(change.parse(message)));
  }
  const node = sampleNode('one');
  const changes: Change[] = [
    { kind: 'node', object: node },
    { kind: 'host', object: SAMPLE_HOST },
    { kind: 'node', object: { ...node, state: 'running', revision: 2 } },
  ];
  for (const each of changes) server.core.change(each);
  await expect.poll(() => heard).toEqual([changes, changes, changes]);
});

it('hears nothing from viewers', async () => {
  const server = await startTestServer();
  const { socket } = await openLive(server, await server.as('viewer'));
  const gone = new Promise((resolve) => void socket.once('disconnect', resolve));
  socket.emit('change', { kind: 'node' });
  socket.emit('anything', 'x'.repeat(20_000));
  await gone;
  await expect.poll(() => server.sockets().live).toBe(0);
});
