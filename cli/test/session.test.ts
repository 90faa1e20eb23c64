import { readFileSync, statSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EMAIL, PASSWORD } from './support/routes.ts';
import { like } from './support/like.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const config = () => path.join(scene.program.home, 'config/ven/config.json');
const login = (password = PASSWORD, url = scene.console.url) =>
  scene.program.run(['login', '--url', url, '--email', EMAIL, '--password-stdin', '--json'], {
    input: `${password}\n`,
  });
const json = (text: string): unknown => JSON.parse(text);
const run = (...args: string[]) => scene.program.run(args);

beforeEach(async () => {
  await run('logout');
});

describe('login', () => {
  test('keeps a token for its owner only, and no session', async () => {
    const { code, stdout } = await login();
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      url: scene.console.url,
      email: EMAIL,
      role: 'admin',
      file: config(),
    });
    expect(statSync(config()).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(config())).mode & 0o777).toBe(0o700);
    expect(scene.console.world.sessions.size).toBe(0);
    expect((await run('list')).code).toBe(0);
  });

  test('never shows the token or the password', async () => {
    const { stdout, stderr } = await login();
    const { token } = z.object({ token: z.string() }).parse(JSON.parse(readFileSync(config(), 'utf8')));
    expect(stdout + stderr).not.toContain(token);
    expect(readFileSync(config(), 'utf8')).not.toContain(PASSWORD);
  });

  test('a wrong password', async () => {
    const { code, stdout } = await login('wrong');
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'unauthenticated', fix: like.stringContaining('Check') },
    });
    expect(existsSync(config())).toBe(false);
  });

  test('no password at all', async () => {
    expect((await login('')).code).toBe(2);
  });

  test('no terminal to ask at', async () => {
    const { code, stderr } = await run('login', '--url', scene.console.url, '--email', EMAIL);
    expect(code).toBe(2);
    expect(stderr).toContain('--password-stdin');
  });

  test('asks at a terminal without showing what is typed', async () => {
    const line = `"${process.execPath}" "${scene.program.file}" login --url ${scene.console.url} --email ${EMAIL}`;
    const running = scene.program.start([], { command: ['script', '-qec', line, '/dev/null'] });
    await running.says('Password at');
    running.child.stdin?.write(`${PASSWORD}X\u007f\r`);
    const { code, stdout } = await running.finished;
    expect(stdout).toContain('Logged in');
    expect(stdout).not.toContain(PASSWORD);
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
    writeFileSync(config(), '{"url":');
    const { code, stderr } = await run('list');
    expect(code).toBe(2);
    expect(stderr).toContain(`rm ${config()}`);
    writeFileSync(config(), '{}');
    expect((await run('list')).code).toBe(2);
    writeFileSync(config(), JSON.stringify({ url: scene.console.url, token: 't', tokenId: 'x', email: 'e' }));
  });
});

describe('logout', () => {
  test('revokes the token and forgets it', async () => {
    await login();
    const { code, stdout } = await run('logout', '--json');
    expect({ code, document: json(stdout) }).toEqual({
      code: 0,
      document: { url: scene.console.url, revoked: true },
    });
    expect(scene.console.world.revoked).toEqual(['token-1']);
    expect(existsSync(config())).toBe(false);
  });

  test('twice', async () => {
    expect((await run('logout')).code).toBe(0);
  });
});
