import { existsSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { useScene } from './support/scene.ts';
import { until } from './support/until.ts';

const scene = useScene();
const typed = () => scene.port.typed;
const viewers = () => scene.server.sockets().serial;
const file = (name: string) => path.join(scene.program.home, name);

/** A program's end of a unix socket. */
function program(socket: string) {
  const client = connect(socket);
  onTestFinished(() => void client.destroy());
  const heard: Buffer[] = [];
  client.on('data', (bytes: Buffer) => heard.push(bytes));
  return { client, text: () => Buffer.concat(heard).toString() };
}

describe('a terminal for other programs', () => {
  test('expect waits for a prompt there, and answers it', async () => {
    await scene.print('\u001b[6nedge-a login: ');
    const link = file('ttyVEN0');
    const running = scene.start('console', 'edge-a', '--pty', link);
    await running.warns('is at');
    const script = file('login.exp');
    writeFileSync(
      script,
      `set timeout 60
       spawn -noecho -open [open ${link} r+]
       expect "edge-a login: " { send "root\\r" } timeout { exit 2 }
       expect "Welcome" { exit 0 } timeout { exit 3 }`,
    );
    const expecting = scene.program.start([], { command: ['expect', script] });
    await until('it has answered', () => typed() === 'root\r');
    await scene.print('\r\nWelcome\r\n');
    expect((await expecting.finished).code).toBe(0);
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
    expect(existsSync(link)).toBe(false);
    await until('the viewer is gone', () => viewers() === 0);
  });

  test('minicom shows the port, and types into it; what was there stays', async () => {
    await scene.print('login: ');
    const link = file('ttyVEN1');
    const running = scene.start('console', 'edge-a', '--pty', link);
    await running.warns('is at');
    const line = `minicom -o -D ${link} -C ${file('capture')}`;
    const minicom = scene.program.start([], {
      env: { TERM: 'vt100' },
      command: ['script', '-qec', line, '/dev/null'],
    });
    await minicom.says('login: ');
    minicom.child.stdin?.write('admin\r');
    await until('it is typed', () => typed() === 'admin\r');
    await scene.print('password: ');
    await minicom.says('password: ');
    minicom.child.kill();
    await minicom.finished;
    const second = await scene.ven('console', 'edge-a', '--pty', link);
    expect(second).toMatchObject({ code: 1 });
    expect(second.stderr).toContain(`${link} exists`);
    const terminal = readlinkSync(link);
    running.child.kill('SIGKILL');
    await running.finished;
    await until('nothing holds the terminal', () => !existsSync(terminal));
  });
});

describe('a unix socket', () => {
  test('each program that connects sees the port from its first byte, and types', async () => {
    await scene.print('one ');
    const socket = file('ttyS0.sock');
    const running = scene.start('console', 'edge-a', '--unix', socket);
    await running.warns('is at');
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const first = program(socket);
    await until('the first one reads', () => first.text() === 'one ');
    await scene.print('two ');
    const second = program(socket);
    await until('both read', () => [first, second].every(({ text }) => text() === 'one two '));
    first.client.write('ls\r');
    second.client.write('é');
    await until('both type', () => typed().length === 4 && typed().includes('ls\r'));
    first.client.destroy();
    await until('one viewer is left', () => viewers() === 1);
    running.child.kill('SIGINT');
    await running.finished;
    expect(existsSync(socket)).toBe(false);
  });

  test('of a port that is only read, nothing is typed; a socket left behind is replaced', async () => {
    const socket = file('left.sock');
    const killed = scene.start('console', 'edge-a', '--unix', socket);
    await killed.warns('is at');
    killed.child.kill('SIGKILL');
    await killed.finished;
    expect(existsSync(socket)).toBe(true);
    const running = scene.start('console', 'edge-a', '--unix', socket, '--read-only');
    await running.warns('is at');
    const reader = program(socket);
    reader.client.write('reboot\r');
    await scene.print('hello');
    await until('it reads', () => reader.text() === 'hello');
    expect(typed()).toBe('');
    running.child.kill('SIGTERM');
    await running.finished;
  });
});

describe('lines of several nodes', () => {
  test('each has the name of its node, without colours in a pipe; -f goes on from the last ones', async () => {
    const other = await scene.server.addRunning('edge-long');
    await scene.print('\u001b[32mfirst\u001b[0m\r\nsecond\r\n');
    await scene.print('10%\r20%\r\nlogin: ', other);
    const all = await scene.ven('logs', 'edge-a', 'edge-long');
    expect(all.stdout.split('\n')).toEqual([
      'edge-a    | first',
      'edge-a    | second',
      expect.stringMatching(/^edge-long \| .*/),
      expect.stringMatching(/^edge-long \| .*/),
      'edge-long | login:',
      '',
    ]);
    const running = scene.start('logs', '-f', '--tail', '1', 'edge-a', 'edge-long');
    await running.says('edge-a    | second\n');
    await scene.print('root\r\n', other);
    await running.says('edge-long | login: root\n');
    await scene.print('third\r\n');
    await running.says('edge-a    | third\n');
    expect(running.stdout()).not.toContain('first');
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
  });

  test('as a document; and not without nodes', async () => {
    await scene.print('one\r\ntwo\r\n');
    const { stdout } = await scene.ven('logs', 'edge-a', '--tail', '1', '--json');
    expect(JSON.parse(stdout)).toEqual({ logs: [{ node: 'edge-a', port: 0, lines: ['two'] }] });
    expect((await scene.ven('logs')).code).toBe(2);
  });
});
