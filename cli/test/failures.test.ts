import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { failureNote } from '../../lib/contract/error.ts';
import { freePort } from './support/free-port.ts';
import { FIRMWARE } from './support/guest-texts.ts';
import { startLiar } from './support/liar.ts';
import { useScene } from './support/scene.ts';
import { until } from './support/until.ts';

const scene = useScene();
const note = z.strictObject({ error: failureNote });

async function failing(args: string[], env: Record<string, string> = {}) {
  const { code, stdout } = await scene.program.run([...args, '--json'], { env: { ...scene.env, ...env } });
  return { code, error: note.parse(JSON.parse(stdout)).error };
}

describe('usage: exit code 2', () => {
  test.each([
    [['nosuch'], "unknown command 'nosuch'"],
    [['list', '--nosuch'], "unknown option '--nosuch'"],
    [['show'], "missing required argument 'node'"],
    [['wait', 'edge-a', '--stage', 'nosuch'], '--stage: use one of'],
    [['wait', 'edge-a', '--timeout', 'soon'], '--timeout: use a number of seconds'],
    [['create', 'many'], 'use a whole number'],
    [['create', '0'], 'count'],
    [['create', '--serials', 'A!'], 'serials'],
    [['create', '--name', '../etc'], 'name'],
    [['create', '--junit', 'report.xml'], '--wait'],
    [['create', '--no-start', '--wait'], '--no-start'],
    [['create', '--wait', '--junit', '/nosuch/report.xml'], 'report'],
    [['console', 'edge-a', '--port', '32'], '--port: use a number from 0 to 31'],
    [['console', 'edge-a'], 'ven console cannot print JSON.'],
    [['log', 'edge-a', '--boot', '0'], '--boot: boots are counted from 1'],
    [['vnc', 'edge-a', '--port', '70000'], '--port: use a port number'],
    [['delete'], 'only one of them'],
    [['delete', 'edge-a', '--all'], 'only one of them'],
    [['watch', 'edge-a', '--run', 'run-1'], 'not both'],
    [['login', '--password-stdin'], '--email'],
    [['token', 'create', '--name', ''], '--name'],
    [['token'], 'No command was given.'],
    [[], 'No command was given.'],
  ])('%j', async (args, words) => {
    const { code, error } = await failing(args);
    expect(code).toBe(2);
    expect(error.message).toContain(words);
    expect(error.fix).not.toBe('');
    expect((await scene.core.nodes.list()).map(({ name }) => name)).toEqual(['edge-a']);
  });

  test('a refusal of the server that blames the input', async () => {
    const { code, error } = await failing(['create', '--template', 'nosuch']);
    expect(code).toBe(2);
    expect(error.message).toMatch(/^.+\n {2}template: /);
  });

  test('a suggestion, and no document, without --json', async () => {
    const { code, stdout, stderr } = await scene.ven('lst');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Did you mean list?');
  });
});

describe('not found: exit code 3', () => {
  test.each([
    [['show', 'nosuch']],
    [['log', 'nosuch']],
    [['log', 'edge-a', '--boot', '9']],
    [['wait', 'nosuch']],
    [['watch', 'nosuch']],
    [['watch', '--run', 'nosuch']],
    [['start', 'nosuch']],
    [['delete', 'nosuch']],
    [['delete', '--run', 'nosuch']],
    [['template', 'show', 'nosuch']],
    [['export', 'xml', 'nosuch']],
  ])('%j', async (args) => {
    const { code, stdout } = await scene.ven(...args, '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'not-found' } });
  });

  test('console', async () => {
    const { code, stderr } = await scene.ven('console', 'nosuch');
    expect(code).toBe(3);
    expect(stderr).toContain('There is no node "nosuch".\n  → ');
  });
});

describe('not authorised: exit code 4', () => {
  test('without a login nothing is sent', async () => {
    scene.wire.cut();
    const { code, error } = await failing(['list'], { VEN_TOKEN: '' });
    expect(code).toBe(4);
    expect(error.fix).toContain('ven login');
  });

  test.each([[['list']], [['watch']], [['wait', 'edge-a']], [['start', 'edge-a']]])(
    'a wrong token: %j',
    async (args) => {
      const { code, error } = await failing(args, { VEN_TOKEN: 'ven_wrong' });
      expect(code).toBe(4);
      expect(error.fix).toContain('ven login');
    },
  );

  test.each([[['create']], [['stop', 'edge-a']], [['delete', 'edge-a']]])(
    'a right that is missing: %j',
    async (args) => {
      const env = await scene.as('viewer');
      const { code, stdout } = await scene.program.run([...args, '--json'], { env });
      expect(code).toBe(4);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'forbidden' } });
    },
  );
});

describe('a server that does not answer as one: exit code 1', () => {
  test('no listener', async () => {
    const { code, error } = await failing(['list'], { VEN_URL: `http://127.0.0.1:${await freePort()}` });
    expect(code).toBe(1);
    expect(error).toMatchObject({ code: 'server-unreachable' });
    expect(error.message).toContain('nothing listens there');
  });

  test('no such name', async () => {
    const { code, error } = await failing(['list'], { VEN_URL: 'http://nosuch.invalid' });
    expect({ code, error: error.code }).toEqual({ code: 1, error: 'server-unreachable' });
  });

  test('no address of a console', async () => {
    expect((await failing(['list'], { VEN_URL: 'ftp://example.org' })).code).toBe(2);
  });

  test('a server that does not speak HTTP', async () => {
    const server = createServer((socket) =>
      socket.end('220 mail.example.org ESMTP\r\n').on('error', () => undefined),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const { code, error } = await failing(['list'], { VEN_URL: `http://127.0.0.1:${port}` });
      expect({ code, error: error.code }).toEqual({ code: 1, error: 'server-unreachable' });
    } finally {
      server.close();
    }
  });

  test.each([
    ['HTML', { status: 200, body: '<html></html>' }],
    ['nothing', { status: 200, body: '' }],
    ['another shape', { status: 200, body: '{"nodes":[{"id":7}]}' }],
    [
      'an error page',
      { status: 502, body: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } },
    ],
    [
      'an unknown code',
      { status: 500, body: '{"code":"nosuch","detail":"x","title":"x","type":"x","status":500}' },
    ],
    ['a redirection', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }],
  ])('%s', async (_name, answer) => {
    const { code, error } = await failing(['list'], {
      VEN_URL: await startLiar({ 'GET /api/v1/nodes': answer }),
    });
    expect({ code, error: error.code }).toEqual({ code: 1, error: 'server-unreachable' });
  });

  test('the sentence and the next step for a person', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stdout, stderr } = await scene.program.run(['list'], {
      env: { ...scene.env, VEN_URL: url },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `ven: The console at ${url} cannot be reached: nothing listens there.\n` +
        '  → Start it with npm start, or name the right address: VEN_URL, or ven login --url.\n',
    );
  });
});

test('a reader that has enough is no failure', async () => {
  // Of domains that another database knew, more than a pipe holds.
  await scene.server.adopt(Array.from({ length: 120 }, (_, index) => `edge-${index}`));
  const shell = [
    '/bin/bash',
    '-c',
    `set -o pipefail; "${process.execPath}" "${scene.program.file}" list --json | head -1`,
  ] as const;
  const { code, stdout, stderr } = await scene.program.run([], { env: scene.env, command: [...shell] });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^\{/);
});

test('work continues when nobody reads its progress', async () => {
  const shell = [
    '/bin/bash',
    '-c',
    `set -o pipefail; "${process.execPath}" "${scene.program.file}" create --name lab --wait 2>&1 | head -1`,
  ] as const;
  const running = scene.program.start([], { env: scene.env, command: [...shell] });
  await running.says('Run ');
  await until('it waits', () => scene.server.sockets().live === 1);
  const lab = await scene.core.nodes.get('lab');
  await until('it is on', () => scene.server.host.facts.get(lab.uuid)?.state === 'running');
  await scene.print(FIRMWARE, lab);
  scene.crash(lab);
  const { code, stdout } = await running.finished;
  expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 1, lines: 2 });
});

test('a command without end is ended by a reader that has enough', async () => {
  await scene.print('first\n');
  const ven = `"${process.execPath}" "${scene.program.file}" log edge-a --follow`;
  const running = scene.program.start([], {
    env: scene.env,
    command: ['/bin/bash', '-c', `set -o pipefail; ${ven} | head -1`],
  });
  await running.says('first');
  await until('it is over', () => {
    scene.port.print('more\n');
    return running.child.exitCode !== null;
  });
  expect(await running.finished).toMatchObject({ code: 141, stdout: 'first\n', stderr: '' });
});
