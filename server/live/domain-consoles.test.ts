import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OPERATOR } from '../testing/core.ts';
import { getTicket, openSerial } from '../testing/sockets.ts';
import { refusal, send } from '../testing/request.ts';
import { startConsole } from '../testing/test-server.ts';

async function prepared() {
  const server = await startConsole();
  const uuid = randomUUID();
  server.host.anyDomains.add('theirs', uuid);
  const act = (action: 'start' | 'stop') => server.core.domains.act('local', uuid, action, OPERATOR);
  const port = () => server.host.port(uuid);
  return { server, uuid, act, port };
}

describe('the serial port of a domain that is not a node', () => {
  it('is shared by viewers, shows what came before, and follows the next power-on', async () => {
    const { server, act, port } = await prepared();
    await act('start');
    const headers = await server.as('operator');
    const first = await openSerial(server, headers, { node: 'local/theirs' });
    first.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => first.told).toMatchObject([{ type: 'begin', boot: 1, live: true }]);
    port().print('hello');
    await expect.poll(() => first.text).toBe('hello');
    const second = await openSerial(server, headers, { node: 'local/theirs' });
    second.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => second.text).toBe('hello');
    second.say({ type: 'input', data: 'ls\n' });
    await expect.poll(() => port().typed).toBe('ls\n');
    await act('stop');
    await expect.poll(() => first.told.at(-1)).toMatchObject({ type: 'end', boot: 1 });
    await act('start');
    await expect.poll(() => first.told.at(-1)).toMatchObject({ type: 'begin', boot: 2 });
    port().print(' again');
    await expect.poll(() => first.text).toBe('hello again');
    await expect.poll(() => second.text).toBe('hello again');
  });

  it('is opened when the domain starts, and never for a viewer without the right', async () => {
    const { server, act, port } = await prepared();
    const viewer = await openSerial(server, await server.as('operator'), { node: 'local/theirs' });
    viewer.say({ type: 'subscribe', from: 'start' });
    await act('start');
    await expect.poll(() => viewer.told).toMatchObject([{ type: 'begin', boot: 1 }]);
    port().print('x');
    await expect.poll(() => viewer.text).toBe('x');
    const body = { node: 'local/theirs', kind: 'serial', mode: 'read' };
    const headers = await server.as('viewer');
    const answer = await send(server, '/api/v1/tickets', { method: 'POST', body, headers });
    expect(await refusal(answer)).toMatchObject({ status: 403 });
  });
});

it('a node is not opened, nor switched, as a domain of somebody else', async () => {
  const { server } = await prepared();
  const node = await server.addNode('one');
  await expect(server.core.domains.act('local', node.uuid, 'start', OPERATOR)).rejects.toMatchObject({
    code: 'conflict',
  });
  const { domains: listed } = await server.core.domains.list('local');
  expect(listed.map((each) => [each.name, each.node])).toEqual([
    ['one', node.id],
    ['theirs', null],
  ]);
  await expect(
    getTicket(server, await server.as('operator'), { node: `local/${node.uuid}` }),
  ).rejects.toThrow();
});
