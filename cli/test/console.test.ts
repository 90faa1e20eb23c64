import { describe, expect, test } from 'vitest';
import { makeBoot, makeNode } from './support/fixtures.ts';
import { type Running } from './support/program.ts';
import { type Viewer } from './support/sockets.ts';
import { until } from './support/until.ts';
import { like } from './support/like.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();

async function viewer(index = 0): Promise<Viewer> {
  const { viewers } = scene.console.sockets;
  await until('the viewer subscribes', () => (viewers[index]?.heard.length ?? 0) > 0);
  const found = viewers[index];
  if (found === undefined) throw new Error('no viewer');
  return found;
}

/** At a terminal, with a shell around that shows how it was left. */
function atTerminal(args: string): Running {
  const ven = `sh -c 'echo "pid: $$"; exec "${process.execPath}" "${scene.program.file}" ${args}'`;
  const line = `stty -a | grep -o -- '-*icanon'; ${ven}; echo "left: $?"; stty -a | grep -o -- '-*icanon'; stty -a | grep -o -- ' -*echo '`;
  return scene.program.start([], { env: scene.env, command: ['script', '-qec', line, '/dev/null'] });
}

const begin = (end: number) => ({ type: 'begin', boot: 1, live: true, start: 0, end }) as const;

describe('at a terminal', () => {
  test('both ways, raw, and Ctrl-] leaves with the terminal as it was', async () => {
    const running = atTerminal('console edge-a');
    const guest = await viewer();
    expect(guest.heard[0]).toEqual({ type: 'subscribe', from: 'start' });
    await running.says('Ctrl-] leaves');
    guest.say(begin(0));
    guest.bytes(0, 'login: ');
    await running.says('login: ');
    running.child.stdin?.write('root\r\u0003é');
    await until('what was typed arrives', () => guest.typed() === 'root\r\u0003é');
    guest.bytes(7, 'bye');
    await running.says('bye');
    running.child.stdin?.write('\u001d');
    const { stdout } = await running.finished;
    expect(stdout).toMatch(/left: 0\s+icanon\s+ echo/);
    await until('the socket is closed', () => !guest.isOpen());
    expect(guest.heard).toContainEqual({ type: 'ack', offset: 10 });
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)(
    'restores the terminal, too, when ended by %s',
    async (signal) => {
      const running = atTerminal('console edge-a');
      const guest = await viewer();
      await running.says('leaves');
      guest.say(begin(0));
      guest.bytes(0, 'ready');
      await running.says('ready');
      process.kill(Number(/pid: (\d+)/.exec(running.stdout())?.[1]), signal);
      const { stdout } = await running.finished;
      expect(stdout).toMatch(/left: 1(43|29)\s+icanon\s+ echo/);
    },
  );

  test('questions of the past are not answered by the terminal', async () => {
    const running = atTerminal('console edge-a');
    const guest = await viewer();
    guest.say(begin(12));
    guest.bytes(0, 'old\u001b[6n \u001b[c!');
    await running.says('old !');
    running.child.stdin?.write('\u001d');
    expect((await running.finished).stdout).not.toContain('\u001b[6n');
    expect(guest.typed()).toBe('');
  });

  test('read-only never types', async () => {
    const running = atTerminal('console edge-a --read-only');
    const guest = await viewer();
    expect(guest.mode).toBe('read');
    await running.says('read-only');
    guest.say(begin(0));
    guest.bytes(0, 'hello');
    await running.says('hello');
    running.child.stdin?.write('rm -rf /\r\u001d');
    expect((await running.finished).stdout).toContain('left: 0');
    expect(guest.typed()).toBe('');
  });
});

describe('through pipes', () => {
  test('resumes by offset after a lost connection: every byte once', async () => {
    const running = scene.start('console', 'edge-a', '--read-only');
    const first = await viewer();
    first.say(begin(6));
    first.bytes(0, 'abcdef');
    await running.says('abcdef');
    first.drop();
    const second = await viewer(1);
    expect(second.heard[0]).toEqual({ type: 'subscribe', boot: 1, from: 6 });
    second.say(begin(9));
    second.bytes(3, 'defghi');
    await running.says('ghi');
    running.child.kill('SIGTERM');
    const { code, stdout, stderr } = await running.finished;
    expect({ code, stdout }).toEqual({ code: 143, stdout: 'abcdefghi' });
    expect(stderr).toContain('connection lost');
    expect(stderr).toContain('connected again');
  });

  test('a gap is told, and a new boot starts at its own 0', async () => {
    const running = scene.start('console', 'edge-a', '--read-only');
    const guest = await viewer();
    guest.say(begin(5));
    guest.say({ type: 'gap', from: 0, to: 3, reason: 'cut' });
    guest.bytes(3, 'de');
    guest.say({ type: 'end', boot: 1, offset: 5 });
    guest.say({ type: 'begin', boot: 2, live: true, start: 0, end: 0 });
    guest.bytes(0, 'XY');
    await running.says('deXY');
    expect(running.stderr()).toContain('3 bytes are missing: cut');
    expect(running.stderr()).toContain('boot 2');
  });

  test('a boot that ended while the connection was lost is not the last to be shown', async () => {
    const running = scene.start('console', 'edge-a', '--read-only');
    const first = await viewer();
    first.say(begin(3));
    first.bytes(0, 'abc');
    await running.says('abc');
    first.drop();
    const second = await viewer(1);
    second.say({ type: 'begin', boot: 1, live: false, start: 0, end: 4 });
    second.bytes(3, 'd');
    second.say({ type: 'end', boot: 1, offset: 4 });
    await until('the next boot is asked for', () =>
      second.heard.some((each) => each.type === 'subscribe' && each.boot === undefined),
    );
    second.say({ type: 'begin', boot: 2, live: true, start: 0, end: 2 });
    second.bytes(0, 'XY');
    await running.says('abcdXY');
  });

  test('--tail begins at the present end', async () => {
    const ports = [{ port: 0, start: 0, end: 77, gaps: [] }];
    scene.console.world.nodes = [makeNode('edge-a', { boots: [makeBoot(1), makeBoot(2, { ports })] })];
    scene.start('console', 'edge-a', '--read-only', '--tail');
    expect((await viewer()).heard[0]).toEqual({ type: 'subscribe', boot: 2, from: 77 });
  });

  test('input from a pipe is typed, and its end leaves', async () => {
    const running = scene.program.start(['console', 'edge-a'], { env: scene.env, input: 'ls\n' });
    const { code } = await running.finished;
    expect(code).toBe(0);
    expect((await viewer()).typed()).toBe('ls\n');
  });

  test.each([
    ['forbidden', 4],
    ['not-found', 3],
    ['nosuch', 1],
  ])('the server says %s: exit code %i', async (code, exit) => {
    const running = scene.start('console', 'edge-a', '--read-only');
    (await viewer()).say({ type: 'error', code, message: 'No.' });
    expect(await running.finished).toMatchObject({
      code: exit,
      stderr: like.stringContaining('ven: No.'),
    });
  });

  test.each([
    ['no JSON', 'hello'],
    ['another shape', '{"type":"begin"}'],
    ['a frame without offset', new Uint8Array(3)],
    ['an impossible offset', new Uint8Array(9).fill(255)],
  ])('garbage: %s', async (_name, data) => {
    const running = scene.start('console', 'edge-a', '--read-only');
    (await viewer()).raw(data);
    expect(await running.finished).toMatchObject({
      code: 1,
      stderr: like.stringContaining('serial channel sent'),
    });
  });

  test('a megabyte, checked to the last byte, acknowledged as it is read', async () => {
    const running = scene.start('console', 'edge-a', '--read-only');
    const guest = await viewer();
    const line = `${'x'.repeat(62)}\n`;
    const chunk = line.repeat(64);
    guest.say(begin(0));
    for (let index = 0; index < 256; index += 1) guest.bytes(index * chunk.length, chunk);
    const total = 256 * chunk.length;
    await until('all is acknowledged', () =>
      guest.heard.some((each) => each.type === 'ack' && each.offset === total),
    );
    await until('all is printed', () => running.stdout().length === total);
    expect(running.stdout()).toBe(chunk.repeat(256));
  });
});

describe('log', () => {
  test('the bytes as they are', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index % 128);
    scene.console.world.logs.set('edge-a/1/1', bytes);
    const { code, stdout } = await scene.ven('log', 'edge-a', '--port', '1');
    expect({ code, stdout }).toEqual({ code: 0, stdout: Buffer.from(bytes).toString('latin1') });
  });

  test('of an earlier boot, as a document', async () => {
    scene.console.world.nodes = [makeNode('edge-a', { boots: [makeBoot(1), makeBoot(2)] })];
    scene.console.world.logs.set('edge-a/1/0', Buffer.from('first'));
    const { stdout } = await scene.ven('log', 'edge-a', '--boot', '1', '--json');
    expect(JSON.parse(stdout)).toEqual({
      node: 'edge-a',
      boot: 1,
      port: 0,
      start: 0,
      gaps: [],
      text: 'first',
    });
  });

  test('--follow ends with the boot', async () => {
    const running = scene.start('log', 'edge-a', '--follow');
    const guest = await viewer();
    expect(guest).toMatchObject({ mode: 'read', heard: [{ type: 'subscribe', boot: 1, from: 'start' }] });
    guest.say(begin(0));
    guest.bytes(0, 'all');
    guest.say({ type: 'end', boot: 1, offset: 3 });
    expect(await running.finished).toMatchObject({ code: 0, stdout: 'all' });
  });

  test('a node that was never on', async () => {
    scene.console.world.nodes = [makeNode('edge-a', { boots: [] })];
    expect(await scene.ven('log', 'edge-a')).toMatchObject({
      code: 3,
      stderr: like.stringContaining('ven start'),
    });
  });
});
