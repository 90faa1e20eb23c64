import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { PortProbe } from './port-probe.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listener() {
  let connections = 0;
  const said: Buffer[] = [];
  const server = createServer((socket) => {
    connections++;
    socket.on('data', (bytes) => said.push(bytes)).on('error', () => undefined);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, port, said, count: () => connections };
}

function probe(port: number, address: () => Promise<string | null> = () => Promise.resolve('127.0.0.1')) {
  const answers: string[] = [];
  let asked = 0;
  const made = new PortProbe({
    port,
    address: () => {
      asked++;
      return address();
    },
    isWaiting: () => answers.length === 0,
    answered: (found) => answers.push(found),
  });
  return { probe: made, answers, asked: () => asked };
}

test('a listener is found, told nothing, and left alone afterwards', async () => {
  const { port, said, count } = await listener();
  const { probe: probing, answers } = probe(port);
  probing.tick();
  await expect.poll(() => answers).toEqual(['127.0.0.1']);
  for (let ticks = 0; ticks < 20; ticks++) probing.tick();
  await probing.close();
  expect(count()).toBe(1);
  expect(said).toEqual([]);
});

test('a port where nobody listens yet is tried again, with pauses', async () => {
  const { server, port } = await listener();
  await new Promise((resolve) => server.close(resolve));
  const { probe: probing, answers, asked } = probe(port);
  for (let ticks = 0; ticks < 5; ticks++) probing.tick();
  await expect.poll(asked).toBe(1);
  server.listen(port, '127.0.0.1');
  const tick = () => {
    probing.tick();
    return answers;
  };
  await expect.poll(tick).toEqual(['127.0.0.1']);
  await probing.close();
});

test('without an address, or a host that knows it, nothing is tried', async () => {
  let times = 0;
  const {
    probe: probing,
    answers,
    asked,
  } = probe(1, () => (times++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve(null)));
  const tick = () => {
    probing.tick();
    return asked();
  };
  await expect.poll(tick).toBeGreaterThan(2);
  await probing.close();
  expect(answers).toEqual([]);
});
