import { io } from 'socket.io-client';
import { expect, it, onTestFinished } from 'vitest';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { PowerAction } from '../../lib/contract/node.ts';
import { consoleClient } from '../../server/testing/console-client.ts';
import { TcpProxy } from '../../server/testing/tcp-proxy.ts';
import { startConsole } from '../../server/testing/test-server.ts';
import { LiveFeed, type LiveState, newer } from './live-feed.ts';

/** A feed that keeps what it knows of the nodes, as its users do. */
async function prepared(fails: (refresh: number) => Error | null = () => null) {
  const server = await startConsole();
  const node = await server.addNode('one');
  const proxy = await TcpProxy.to(server.url);
  onTestFinished(() => proxy.close());
  const client = consoleClient(proxy.url, await server.as('operator'));
  const states: LiveState[] = [];
  const nodes = new Map<string, { readonly revision: number; readonly state: string }>();
  const seen: { refreshes: number; error: Error | null } = { refreshes: 0, error: null };
  const feed = new LiveFeed({
    client,
    io,
    refresh: async () => {
      seen.refreshes += 1;
      const error = fails(seen.refreshes);
      if (error !== null) throw error;
      for (const node of await client.nodes.list()) nodes.set(node.name, newer(nodes.get(node.name), node));
    },
    onChange: ({ kind, object }) => {
      if (kind === 'node') nodes.set(object.name, newer(nodes.get(object.name), object));
    },
    onState: (state, error) => {
      if (states.at(-1) !== state) states.push(state);
      seen.error = error;
    },
  });
  onTestFinished(() => feed.close());
  const act = (action: PowerAction) => server.act(node, action);
  return { server, act, proxy, states, seen, stateOfNode: () => nodes.get('one')?.state };
}

it('lists everything on every connection and receives later changes', async () => {
  const { act, proxy, states, seen, stateOfNode } = await prepared();
  await expect.poll(stateOfNode).toBe('shut off');
  await act('start');
  await expect.poll(stateOfNode).toBe('running');
  proxy.cut();
  await expect.poll(() => seen.error).toMatchObject({ code: 'server-unreachable' });
  await act('pause');
  proxy.mend();
  await expect.poll(stateOfNode).toBe('paused');
  await act('stop');
  await expect.poll(stateOfNode).toBe('shut off');
  expect(states).toEqual(['live', 'lost', 'live']);
  expect(seen.refreshes).toBe(2);
});

it('retries a list that is temporarily unavailable', async () => {
  const unusable = new ConsoleError('database-unusable', 'Busy.');
  const { seen, stateOfNode } = await prepared((refresh) => (refresh === 1 ? unusable : null));
  await expect.poll(stateOfNode).toBe('shut off');
  expect(seen.refreshes).toBe(2);
});

it('ends when its token was revoked', async () => {
  const { server, states, seen } = await prepared();
  await expect.poll(() => states).toEqual(['live']);
  const admin = consoleClient(server.url, await server.as('admin'));
  for (const { id, role } of await admin.tokens.list())
    if (role === 'operator') await admin.tokens.revoke(id);
  await expect.poll(() => states).toEqual(['live', 'lost', 'failed']);
  expect(seen.error).toMatchObject({ code: 'unauthenticated' });
});
