import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ConsoleError, problem } from '../../lib/contract/error.ts';
import { operationResponse } from '../../lib/contract/lists.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { newToken } from '../../lib/contract/session.ts';
import { outcomeOf } from '../testing/outcome.ts';
import { parsed, refusal, send } from '../testing/request.ts';
import { startConsole } from '../testing/test-server.ts';

const NODES = '/api/v1/nodes';
const TOKENS = '/api/v1/tokens';

async function refused(body: unknown, headers: Record<string, string> = {}) {
  const server = await startConsole();
  const response = await send(server, NODES, {
    method: 'POST',
    body,
    headers: { ...(await server.as('operator')), ...headers },
  });
  expect(await server.core.nodes.list()).toEqual([]);
  return refusal(response);
}

/** A request for something that the host does not report. */
async function refusedByHost(error: Error) {
  const server = await startConsole();
  await server.addNode('one');
  server.host.beforeXml = () => Promise.reject(error);
  const response = await send(server, `${NODES}/one/xml`, { headers: await server.as('viewer') });
  return { server, response };
}

describe('errors', () => {
  it('are problems for unknown paths, with and without a session', async () => {
    const server = await startConsole();
    for (const path of [
      '/api',
      '/api/v1',
      '/api/v1/nothing',
      '/api/v1/nodes/a/b/c',
      '/healthz/x',
      '/api/%00',
      '/',
    ]) {
      expect(await refusal(await send(server, path))).toMatchObject({ status: 404, code: 'not-found' });
    }
  });

  it.each(['/live', '/live/?EIO=4', '/ws/serial', '/ws/vnc'])(
    'are problems for no WebSocket at %s',
    async (path) => {
      const handle = (_request: IncomingMessage, response: ServerResponse) => void response.end('a page');
      const pages = { handle, upgrade: undefined, close: () => Promise.resolve() };
      const server = await startConsole({ options: { pages } });
      expect(await refusal(await send(server, path))).toMatchObject({ status: 400, code: 'malformed' });
    },
  );

  it.each([
    ['/api/v1/nodes', 'no host'],
    ['http://[/api/v1/nodes', '127.0.0.1'],
  ])('are problems for an address that is none: %s of "%s"', async (path, host) => {
    const server = await startConsole();
    const { port, hostname } = new URL(server.url);
    const asking = request({ port, hostname, path, headers: { host } });
    asking.end();
    const response = await new Promise<IncomingMessage>((resolve) => asking.once('response', resolve));
    const body = problem.parse(await json(response));
    expect(body).toMatchObject({ status: response.statusCode, code: 'malformed' });
    expect(response.headers['content-type']).toBe('application/problem+json');
  });

  it.each([
    ['PUT', NODES, 'GET, HEAD, POST'],
    ['PUT', `${NODES}/one`, 'DELETE, GET, HEAD, PATCH'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/api/openapi.json', 'GET, HEAD'],
  ])('name the methods there are: %s %s', async (method, path, allow) => {
    const server = await startConsole();
    const response = await send(server, path, { method, headers: await server.as('admin') });
    expect(response.headers.get('allow')).toBe(allow);
    expect(await refusal(response)).toMatchObject({ status: 405, code: 'method-not-allowed' });
  });

  it.each([
    ['no JSON', '{"count":'],
    ['nothing', ''],
    ['binary', Buffer.from([0, 255, 254, 1])],
  ])('say that the body is %s', async (_what, body) => {
    expect(await refused(body)).toMatchObject({ status: 400, code: 'malformed' });
  });

  it('do not take JSON that is declared to be something else', async () => {
    expect(await refused('{}', { 'content-type': 'text/plain' })).toMatchObject({ code: 'malformed' });
  });

  it.each([
    [{ count: 0 }, 'count'],
    [{ count: 51 }, 'count'],
    [{ serials: ['ok123', 'no good'] }, 'serials.1'],
    [{ name: '../etc/passwd' }, 'name'],
    [{ flow: 'other' }, 'flow'],
  ])('name the field: %j', async (body, field) => {
    const { code, status, errors } = await refused(body);
    expect({ code, status }).toEqual({ code: 'invalid', status: 422 });
    expect(errors?.map((error) => error.field)).toEqual([field]);
  });

  it.each([[[]], [null], ['"text"'], [{ unknown: 1 }], [{ __proto__: { count: 1 }, constructor: 1 }]])(
    'refuse what is no request: %j',
    async (body) => {
      expect(await refused(body)).toMatchObject({ code: 'invalid', status: 422 });
    },
  );

  it('refuse a body that is too large, declared or not', async () => {
    expect(await refused({ name: 'x'.repeat(300_000) })).toMatchObject({ status: 413, code: 'too-large' });
    const server = await startConsole();
    const headers = { ...(await server.as('operator')), 'content-type': 'application/json' };
    const answer = await new Promise<unknown>((resolve, reject) => {
      const chunked = request(new URL(NODES, server.url), { method: 'POST', headers }, (response) => {
        json(response).then(resolve, reject);
      });
      chunked.on('error', reject);
      for (let part = 0; part < 40; part++) chunked.write('x'.repeat(10_000));
      chunked.end();
    });
    expect(problem.parse(answer)).toMatchObject({ status: 413, code: 'too-large' });
  });

  it('take a body that comes in chunks', async () => {
    const server = await startConsole();
    const headers = { ...(await server.as('operator')), 'content-type': 'application/json' };
    const status = await new Promise((resolve, reject) => {
      const chunked = request(new URL(NODES, server.url), { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      chunked.on('error', reject);
      chunked.write('{"name":');
      chunked.end('"one"}');
    });
    expect(status).toBe(202);
    expect((await server.core.nodes.list()).map((node) => node.name)).toEqual(['one']);
  });

  it('of core arrive with their code, cause and next step', async () => {
    const { response } = await refusedByHost(
      new ConsoleError('host-permission', 'The socket may not be opened.', {
        fix: 'Join the group libvirt.',
      }),
    );
    expect(await refusal(response)).toEqual({
      type: 'urn:ven:problem:host-permission',
      title: 'Host permission',
      status: 503,
      code: 'host-permission',
      detail: 'The socket may not be opened.',
      fix: 'Join the group libvirt.',
    });
  });

  it('that are unexpected are logged and reveal nothing', async () => {
    const { server, response } = await refusedByHost(new Error('password=hunter2 in /etc/secret'));
    const text = await response.text();
    expect(problem.parse(JSON.parse(text))).toMatchObject({ status: 500, code: 'internal' });
    expect(text).not.toMatch(/hunter2|secret|stack/);
    expect(server.log.join('')).toContain('hunter2');
  });

  it('make the server not ready and name the failed part', async () => {
    const server = await startConsole();
    server.host.report({ state: 'unreachable' });
    expect(await refusal(await send(server, '/readyz'))).toMatchObject({
      status: 503,
      code: 'host-unreachable',
    });
    await server.database.close();
    expect(await refusal(await send(server, '/readyz'))).toMatchObject({ code: 'database-unusable' });
    expect((await send(server, '/healthz')).status).toBe(200);
  });
});

describe('the audit trail', () => {
  it('records who did what, refusals and failures', async () => {
    const server = await startConsole();
    const { id } = await server.addRunning('one');
    const { email, token } = await server.accounts.addToken('operator');
    const headers = { authorization: `Bearer ${token}` };
    await send(server, NODES, { method: 'POST', body: { name: 'two' }, headers });
    await send(server, `${NODES}/one/actions`, { method: 'POST', body: { action: 'reset' }, headers });
    await expect.poll(async () => (await server.core.nodes.get(id)).operation).toBeNull();
    await send(server, `${NODES}/none`, { method: 'DELETE', headers });
    await send(server, `${NODES}/one`, { method: 'DELETE', headers: await server.as('viewer') });
    // By its id, as the pages do: the audit trail keeps the name.
    await send(server, `${NODES}/${id}/actions`, { method: 'POST', body: { action: 'stop' }, headers });
    await send(server, `${NODES}/${id}`, { method: 'DELETE', headers: await server.as('viewer') });
    await send(server, `${NODES}/${id}?orchestrator=false`, { method: 'DELETE', headers });
    await send(server, NODES, { method: 'POST', body: { count: -1 }, headers });
    expect(
      (await server.accounts.events()).map(({ action, target, outcome }) => [action, target, outcome]),
    ).toEqual([
      ['node create', 'two', 'done'],
      ['node power', 'one reset', 'done'],
      ['node delete', 'none', 'failed'],
      ['node delete', 'one', 'refused'],
      ['node power', 'one stop', 'done'],
      ['node delete', 'one', 'refused'],
      ['node delete', 'one', 'done'],
    ]);
    expect((await server.accounts.events())[0]?.by).toBe(`${email} (token test)`);
  });
});

describe('the audit trail', () => {
  it('records the origin of every refusal: wrong credentials, foreign pages, too many requests', async () => {
    const server = await startConsole();
    await server.addNode('one');
    const viewer = await server.as('viewer');
    await send(server, NODES, { headers: { authorization: 'Bearer ven_wrong' } });
    await send(server, NODES);
    await send(server, NODES, {
      method: 'POST',
      body: {},
      headers: { ...viewer, origin: 'https://evil.example' },
    });
    await send(server, '/api/v1/audit', { headers: viewer });
    const ticket = { method: 'POST', body: { node: 'one', kind: 'serial', mode: 'read' }, headers: viewer };
    for (let count = 0; count < 65; count++) await send(server, '/api/v1/tickets', ticket);
    const rows = (await server.accounts.events()).map(({ address, action, target, outcome }) => [
      address,
      action,
      target,
      outcome,
    ]);
    expect(rows).toEqual([
      ['127.0.0.1', `GET ${NODES}`, null, 'refused'],
      ['127.0.0.1', expect.stringMatching(/^POST /), null, 'refused'],
      ['127.0.0.1', 'audit.read', null, 'refused'],
      ['127.0.0.1', 'console open', 'one serial read', 'refused'],
    ]);
    expect((await server.accounts.events())[0]?.by).toBe('unknown token');
  });

  it('names runs and tokens as people do, not by their ids', async () => {
    const server = await startConsole();
    const headers = await server.as('admin');
    const created = await send(server, NODES, { method: 'POST', body: { name: 'one' }, headers });
    const { run } = await parsed(createResponse, created);
    const body = { name: 'nightly', role: 'viewer', days: 1 };
    const token = await parsed(newToken, await send(server, TOKENS, { method: 'POST', body, headers }));
    await send(server, `${TOKENS}/${token.id}`, { method: 'DELETE', headers });
    await send(server, `/api/v1/runs/${run.id}`, { method: 'DELETE', headers });
    expect((await server.accounts.events()).map(({ action, target }) => [action, target])).toEqual([
      ['node create', 'one'],
      ['token create', 'nightly'],
      ['token revoke', 'nightly'],
      ['run delete', run.name],
    ]);
  });

  it('records who read a log', async () => {
    const server = await startConsole();
    await server.addRunning('one');
    await send(server, `${NODES}/one/boots/1/log/0`, { headers: await server.as('viewer') });
    expect(await server.accounts.events()).toMatchObject([
      { action: 'log read', target: 'one 1 0', outcome: 'done', address: '127.0.0.1' },
    ]);
  });

  it('does not grow with the length of the request', async () => {
    const server = await startConsole();
    const headers = await server.as('viewer');
    const body = { node: 'x'.repeat(200_000), kind: 'serial', mode: 'read' };
    for (let count = 0; count < 5; count++)
      expect((await send(server, '/api/v1/tickets', { method: 'POST', body, headers })).status).toBe(422);
    expect(JSON.stringify(await server.accounts.events()).length).toBeLessThan(10_000);
  });
});

describe('deleting', () => {
  it.each([
    ['', undefined, true],
    ['?orchestrator=false', undefined, false],
    ['', { orchestrator: false }, false],
  ])('%s %j', async (query, body, deregisters) => {
    const server = await startConsole();
    await server.addNode('one');
    const steps: (string | undefined)[] = [];
    server.core.onChange(({ kind, object }) => {
      if (kind === 'operation') steps.push(object.step?.name);
    });
    const response = await send(server, `${NODES}/one${query}`, {
      method: 'DELETE',
      headers: await server.as('operator'),
      ...(body === undefined ? {} : { body }),
    });
    const { operation } = await parsed(operationResponse, response);
    expect(operation.kind).toBe('delete');
    await outcomeOf(server.core, operation.id);
    expect(steps).toContain('remove');
    expect(steps.includes('deregister')).toBe(deregisters);
  });
});
