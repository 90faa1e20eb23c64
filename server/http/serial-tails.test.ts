import { expect, test } from 'vitest';
import { serialTails } from '../../lib/contract/serial-tail.ts';
import { parsed, refusal, send } from '../testing/request.ts';
import { startConsole, type TestConsole } from '../testing/test-server.ts';

async function asking(server: TestConsole) {
  const headers = await server.as('viewer');
  return async (nodes: string, lines = 14) =>
    (
      await parsed(
        serialTails,
        await send(server, `/api/v1/serial-tails?nodes=${nodes}&lines=${lines}`, { headers }),
      )
    ).tails;
}

test('the last lines of the port that printed last, and only of nodes that printed since', async () => {
  const server = await startConsole();
  const ask = await asking(server);
  const one = await server.addRunning('one');
  const two = await server.addRunning('two');
  await server.addNode('off');
  await server.print(one, 'BdsDxe: starting\r\n\u001b[31mred\u001b[0m\r\nlogin: ');
  await server.print(two, 'first port\r\n');
  await server.print(two, 'second port\r\n', 1);
  const all = await ask(`${one.id},two,off,nobody`);
  expect(all).toMatchObject([
    { node: one.id, boot: 1, port: 0, lines: ['BdsDxe: starting', 'red', 'login:'] },
    { node: two.id, boot: 1, port: 1, lines: ['second port'] },
  ]);
  const known = all.map(({ node, tag }) => `${node}~${tag}`).join(',');
  expect(await ask(known)).toEqual([]);
  await server.print(two, 'and the first again\r\n');
  expect(await ask(known)).toMatchObject([
    { node: two.id, port: 0, lines: ['first port', 'and the first again'] },
  ]);
});

test('progress is one line, a line cut by the limit is left out, and what is invisible is not', async () => {
  const server = await startConsole();
  const ask = await asking(server);
  const node = await server.addRunning('one');
  const filler = Array.from({ length: 400 }, (_, line) => `filler number ${line} of some length\r\n`).join(
    '',
  );
  await server.print(node, `${filler}done 10 %\rdone 20 %\rdone 30 %\r\n\u202Eabc\r\nend`);
  const [tail] = await ask(node.id, 4);
  expect(tail?.lines).toEqual(['filler number 399 of some length', 'done 30 %', '\\u{202e}abc', 'end']);
  const [more] = await ask(node.id, 60);
  expect(more?.lines.every((line) => /^(?:filler|done|\\u|end)/.test(line))).toBe(true);
});

test('a boot that has ended keeps its lines, and the next one begins without them', async () => {
  const server = await startConsole();
  const ask = await asking(server);
  const node = await server.addRunning('one');
  await server.print(node, 'before\r\n');
  await server.act(node, 'stop');
  expect(await ask(node.id)).toMatchObject([{ boot: 1, lines: ['before'] }]);
  await server.act(node, 'start');
  expect(await ask(node.id)).toMatchObject([{ boot: 2, lines: [], at: null }]);
});

test.each([
  ['', 'name at least one node'],
  [Array.from({ length: 101 }, (_, index) => `n${index}`).join(','), 'name at most 100'],
  ['../etc', 'use NODE or NODE~TAG'],
])('nodes=%s is refused', async (nodes, message) => {
  const server = await startConsole();
  const headers = await server.as('viewer');
  const response = await send(server, `/api/v1/serial-tails?nodes=${nodes}`, { headers });
  expect(await refusal(response)).toMatchObject({ status: 422, code: 'invalid' });
  expect(
    await send(server, `/api/v1/serial-tails?nodes=${nodes}`, { headers }).then((r) => r.text()),
  ).toContain(message);
});
