import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { templateRequest } from '../../../lib/contract/template.ts';
import { OPERATOR } from '../../testing/core.ts';
import { outcomeOf } from '../../testing/outcome.ts';
import { startConsole } from '../../testing/test-server.ts';

async function running(request: object) {
  const server = await startConsole();
  const own = templateRequest.parse({
    ...{ name: 'own', title: 'Own', for: ['http-boot', 'none', 'simulator'] },
    ...{ vcpus: 1, memoryMiB: 1024, diskGiB: 8, ready: { kind: 'text', text: 'Up and running' } },
  });
  await server.core.templates.add(own, OPERATOR);
  const asked = createRequest.parse({ name: 'edge', template: 'own', ...request });
  const { operations } = await server.core.nodes.create(asked, OPERATOR);
  for (const { id } of operations) await outcomeOf(server.core, id);
  const stage = async () => (await server.core.nodes.get('edge')).stage;
  return { ...server, stage, node: await server.core.nodes.get('edge') };
}

test('the text of the template makes a node ready, on whichever port it is', async () => {
  const { print, node, stage, core } = await running({});
  await print(node, 'Up and about\r\n');
  expect(await stage()).not.toBe('ready');
  await print(node, '\u{1b}[32mUp and running\u{1b}[0m', 1);
  await expect.poll(stage).toBe('ready');
  const { boots } = await core.nodes.detail('edge');
  expect(boots.at(-1)?.stages.at(-1)).toMatchObject({
    evidence: { port: 1, offset: 5, line: 'Up and running' },
  });
});

test('a create can have a rule of its own: the node answers on a port', async () => {
  const listener = createServer((socket) => socket.on('error', () => undefined));
  onTestFinished(() => void listener.close());
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { host, stage, core } = await running({ ready: { kind: 'tcp-port', port } });
  expect(await stage()).not.toBe('ready');
  host.networks.lease = '127.0.0.1';
  await expect.poll(stage, { timeout: 20_000 }).toBe('ready');
  const { boots } = await core.nodes.detail('edge');
  expect(boots.at(-1)?.stages.at(-1)?.evidence).toEqual({
    ...{ port: null, offset: 0 },
    line: `127.0.0.1 answers on TCP port ${port}`,
  });
});
