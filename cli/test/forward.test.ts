import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { containing } from '../../server/testing/matching.ts';
import { ADDRESS } from './support/guest-texts.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
/** What a node serves: it answers in capitals, and ends when its client does. */
const service = createServer((socket: Socket) => {
  socket.on('data', (bytes) => socket.write(bytes.toString().toUpperCase()));
});
let remote = 0;

beforeEach(async () => {
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  remote = z.object({ port: z.number() }).parse(service.address()).port;
  scene.server.host.networks.lease = '127.0.0.1';
  await scene.print(ADDRESS);
  await expect.poll(async () => (await scene.core.nodes.get('edge-a')).address).toBe('127.0.0.1');
});
afterEach(() => service.close());

const document = z.object({
  forwards: z.array(z.object({ host: z.string(), port: z.int(), remote: z.int() })),
});

async function answerTo(port: number, text: string): Promise<string> {
  const socket = createConnection({ port, host: '127.0.0.1' });
  socket.end(text);
  let answer = '';
  for await (const bytes of socket) answer += String(bytes);
  return answer;
}

test('several clients reach the port of the node, and nothing is left when it ends', async () => {
  const running = scene.start('forward', 'edge-a', `0:${remote}`, '--json');
  await running.says(']\n}');
  const { forwards } = document.parse(JSON.parse(running.stdout()));
  expect(forwards).toMatchObject([{ host: '127.0.0.1', remote }]);
  const port = forwards[0]?.port ?? 0;
  expect(await Promise.all([answerTo(port, 'one'), answerTo(port, 'two')])).toEqual(['ONE', 'TWO']);
  running.child.kill('SIGINT');
  expect((await running.finished).code).toBe(130);
  await expect(answerTo(port, 'late')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a port that nothing listens on is said, and the forward goes on', async () => {
  service.close();
  const running = scene.start('forward', 'edge-a', `0:${remote}`, '--json');
  await running.says(']\n}');
  const [first] = document.parse(JSON.parse(running.stdout())).forwards;
  for (const text of ['one', 'two']) expect(await answerTo(first?.port ?? 0, text).catch(() => '')).toBe('');
  await expect.poll(() => running.stderr().match(/cannot be reached/g)?.length).toBe(2);
  expect(running.stderr()).toContain('--jump HOST');
  running.child.kill('SIGINT');
  expect((await running.finished).code).toBe(130);
});

test('a local port that is taken, and ports that are none', async () => {
  const taken = await scene.ven('forward', 'edge-a', `${remote}:80`);
  expect(taken).toMatchObject({ code: 1, stderr: containing(`127.0.0.1:${remote} cannot be listened on`) });
  for (const wrong of ['http', '8080:', '1:70000', '1:0']) {
    expect(await scene.ven('forward', 'edge-a', wrong)).toMatchObject({
      ...{ code: 2, stderr: containing('8080:80') },
    });
  }
});
