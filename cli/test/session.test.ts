import { readFileSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ADMIN } from '../../server/testing/accounts.ts';
import { like } from './support/like.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const config = () => path.join(scene.program.home, 'config/ven/config.json');
const login = (password = ADMIN.password, url = scene.wire.url) =>
  scene.program.run(['login', '--url', url, '--email', ADMIN.email, '--password-stdin', '--json'], {
    input: `${password}\n`,
  });
const json = (text: string): unknown => JSON.parse(text);
const run = (...args: string[]) => scene.program.run(args);
/** Sessions and tokens of the user who logs in. */
const sessions = async () => {
  const { accounts, database } = scene.server;
  const user = await database.users.byEmail(ADMIN.email);
  return (await accounts.sessions()).filter(({ userId }) => userId === user?.id);
};

beforeEach(async () => {
  await run('logout');
});

describe('login', () => {
  test('keeps a token for its owner only, and no session', async () => {
    const { code, stdout } = await login();
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({
      url: scene.wire.url,
      email: ADMIN.email,
      role: 'admin',
      file: config(),
    });
    expect(statSync(config()).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(config())).mode & 0o777).toBe(0o700);
    expect((await sessions()).map(({ kind }) => kind)).toEqual(['token']);
    expect((await run('list')).code).toBe(0);
  });

  test('never shows the token or the password', async () => {
    const { stdout, stderr } = await login();
    const { token } = z.object({ token: z.string() }).parse(json(readFileSync(config(), 'utf8')));
    expect(stdout + stderr).not.toContain(token);
    expect(readFileSync(config(), 'utf8')).not.toContain(ADMIN.password);
  });

  test('a wrong password', async () => {
    const { code, stdout } = await login('wrong');
    expect(code).toBe(4);
    expect(json(stdout)).toMatchObject({
      error: { code: 'unauthenticated', fix: like.stringContaining('Check') },
    });
    expect(existsSync(config())).toBe(false);
  });

  test('no password at all', async () => {
    expect((await login('')).code).toBe(2);
  });

  test('no terminal to ask at', async () => {
    const { code, stderr } = await run('login', '--url', scene.wire.url, '--email', ADMIN.email);
    expect(code).toBe(2);
    expect(stderr).toContain('--password-stdin');
  });

  test('prompts at a terminal without echoing the input', async () => {
    const line = `"${process.execPath}" "${scene.program.file}" login --url ${scene.wire.url} --email ${ADMIN.email}`;
    const running = scene.program.start([], { command: ['script', '-qec', line, '/dev/null'] });
    await running.says('Password at');
    running.child.stdin?.write(`${ADMIN.password}X\u007f\r`);
    const { code, stdout } = await running.finished;
    expect(stdout).toContain('Logged in');
    expect(stdout).not.toContain(ADMIN.password);
    expect(code).toBe(0);
  });
});

describe('what is kept', () => {
  test('the environment wins', async () => {
    await login();
    const { code } = await scene.program.run(['list'], { env: { VEN_TOKEN: 'ven_wrong' } });
    expect(code).toBe(4);
  });

  test('a token is not sent to another server', async () => {
    await login('anything', 'http://127.0.0.1:1');
    await login();
    const { code, stderr } = await scene.program.run(['list'], { env: { VEN_URL: 'http://127.0.0.1:1' } });
    expect(code).toBe(4);
    expect(stderr).toContain('not logged in at http://127.0.0.1:1');
  });

  test('a damaged file', async () => {
    await login();
    const sound = readFileSync(config(), 'utf8');
    writeFileSync(config(), '{"url":');
    const { code, stderr } = await run('list');
    expect(code).toBe(2);
    expect(stderr).toContain(`rm ${config()}`);
    writeFileSync(config(), '{}');
    expect((await run('list')).code).toBe(2);
    writeFileSync(config(), sound);
  });
});

describe('logout', () => {
  test('revokes the token and forgets it', async () => {
    await login();
    const { code, stdout } = await run('logout', '--json');
    expect({ code, document: json(stdout) }).toEqual({
      code: 0,
      document: { url: scene.wire.url, revoked: true },
    });
    expect(await sessions()).toEqual([]);
    expect(existsSync(config())).toBe(false);
  });

  test('twice', async () => {
    expect((await run('logout')).code).toBe(0);
  });
});

describe('tokens', () => {
  const created = z.object({ id: z.string(), token: z.string() });
  const idOf = async (name: string) => {
    const { stdout } = await scene.ven('token', 'create', '--name', name, '--json');
    return created.parse(json(stdout));
  };

  test('one that is made can be used, and not once it is revoked', async () => {
    const { id, token } = await idOf('ci');
    const list = () => scene.program.run(['list'], { env: { ...scene.env, VEN_TOKEN: token } });
    expect((await list()).code).toBe(0);
    const { code, stdout } = await scene.ven('token', 'revoke', id, '--json');
    expect({ code, document: json(stdout) }).toEqual({ code: 0, document: { id, revoked: true } });
    expect((await list()).code).toBe(4);
  });

  test('one without a name is called after this machine', async () => {
    const { code, stdout } = await scene.ven('token', 'create', '--json');
    expect({ code, document: json(stdout) }).toMatchObject({
      code: 0,
      document: { name: `ven on ${hostname()}`, role: 'operator' },
    });
  });

  test('a new one is alone on standard output, and may do what it was made for', async () => {
    const { stdout } = await scene.ven('token', 'create', '--name', 'ci', '--role', 'viewer', '--days', '1');
    expect(stdout).toMatch(/^ven_\S+\n$/);
    const env = { ...scene.env, VEN_TOKEN: stdout.trim() };
    expect((await scene.program.run(['list'], { env })).code).toBe(0);
    expect((await scene.program.run(['stop', 'edge-a'], { env })).code).toBe(4);
  });
});
