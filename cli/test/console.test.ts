import { describe, expect, onTestFinished, test } from 'vitest';
import { containing } from '../../server/testing/matching.ts';
import { sampleDetail } from '../../server/testing/samples.ts';
import { like } from './support/like.ts';
import { startLiar } from './support/liar.ts';
import type { Running } from './support/program.ts';
import { useScene } from './support/scene.ts';
import { until } from './support/until.ts';

const scene = useScene();
const typed = () => scene.port.typed;
const viewers = () => scene.server.sockets().serial;

/** At a terminal, with a shell around that shows how it was left. */
function atTerminal(args: string): Running {
  const ven = `sh -c 'echo "pid: $$"; exec "${process.execPath}" "${scene.program.file}" ${args}'`;
  const line = `stty -a | grep -o -- '-*icanon'; ${ven}; echo "left: $?"; stty -a | grep -o -- '-*icanon'; stty -a | grep -o -- ' -*echo '`;
  return scene.program.start([], { env: scene.env, command: ['script', '-qec', line, '/dev/null'] });
}

describe('at a terminal', () => {
  test('both ways, raw, and Ctrl-] leaves with the terminal as it was', async () => {
    await scene.print('login: ');
    const running = atTerminal('console edge-a');
    await running.says('Ctrl-] leaves');
    await running.says('login: ');
    running.child.stdin?.write('root\r\u0003é');
    await until('what was typed arrives', () => typed() === 'root\r\u0003é');
    await scene.print('bye');
    await running.says('bye');
    running.child.stdin?.write('\u001d');
    const { stdout } = await running.finished;
    expect(stdout).toMatch(/left: 0\s+icanon\s+ echo/);
    await until('the socket is closed', () => viewers() === 0);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)(
    'restores the terminal, too, when ended by %s',
    async (signal) => {
      await scene.print('ready');
      const running = atTerminal('console edge-a');
      await running.says('ready');
      process.kill(Number(/pid: (\d+)/.exec(running.stdout())?.[1]), signal);
      const { stdout } = await running.finished;
      expect(stdout).toMatch(/left: 1(43|29)\s+icanon\s+ echo/);
    },
  );

  test('questions of the past are not answered by the terminal', async () => {
    await scene.print('old\u001b[6n \u001b[c!');
    const running = atTerminal('console edge-a');
    await running.says('old !');
    running.child.stdin?.write('\u001d');
    expect((await running.finished).stdout).not.toContain('\u001b[6n');
    expect(typed()).toBe('');
  });

  test('read-only never types', async () => {
    await scene.print('hello');
    const running = atTerminal('console edge-a --read-only');
    await running.says('read-only');
    await running.says('hello');
    running.child.stdin?.write('rm -rf /\r\u001d');
    expect((await running.finished).stdout).toContain('left: 0');
    expect(typed()).toBe('');
  });
});

/** Somebody else at a terminal, who drives. */
async function driver(role: 'operator' | 'admin') {
  const env = await scene.as(role);
  const line = `"${process.execPath}" "${scene.program.file}" console edge-a`;
  const running = scene.program.start([], { env, command: ['script', '-qec', line, '/dev/null'] });
  // Killing `script` would leave what runs in it.
  onTestFinished(async () => {
    running.child.stdin?.write('\u001d');
    await running.finished;
  });
  await running.says('Ctrl-] leaves');
  running.child.stdin?.write('x');
  await until('it drives', () => typed().endsWith('x'));
  return running;
}

describe('while somebody else drives', () => {
  test('keys are not sent and one is told who drives; Ctrl-^ asks, and the driver hands over', async () => {
    const other = await driver('operator');
    const before = typed();
    const running = atTerminal('console edge-a');
    await running.says('is driving; you only watch');
    running.child.stdin?.write('rm');
    await running.says('Nothing was typed.');
    running.child.stdin?.write('\u001ea');
    await running.says('to hand over');
    await other.says('asks to drive: Ctrl-^ h hands over');
    running.child.stdin?.write('\u001e?');
    await running.says('ttyS0 driving');
    other.child.stdin?.write('\u001eh');
    await running.says('you are driving');
    await other.says('is driving; you only watch');
    running.child.stdin?.write('ok\u001d');
    expect((await running.finished).stdout).toContain('left: 0');
    await until('it is typed', () => typed() === `${before}ok`);
  });

  test('input from a pipe is refused, and that is no success', async () => {
    await driver('operator');
    const before = typed();
    const running = scene.program.start(['console', 'edge-a'], { env: scene.env, input: 'rm -rf /\n' });
    expect(await running.finished).toMatchObject({
      code: 1,
      stderr: like.stringContaining('is driving ttyS0 of edge-a. Nothing was typed.'),
    });
    expect(typed()).toBe(before);
  });
});

describe('through pipes', () => {
  test('resumes by offset after a lost connection: every byte once', async () => {
    await scene.print('abcdef');
    const running = scene.start('console', 'edge-a', '--read-only');
    await running.says('abcdef');
    scene.wire.cut();
    await scene.print('ghi');
    await running.warns('connection lost');
    scene.wire.mend();
    await running.says('ghi');
    running.child.kill('SIGTERM');
    const { code, stdout, stderr } = await running.finished;
    expect({ code, stdout }).toEqual({ code: 143, stdout: 'abcdefghi' });
    expect(stderr).toContain('connected again');
  });

  test('a gap is reported, and a new boot starts at offset 0', async () => {
    scene.port.lose(3);
    await scene.print('de');
    const running = scene.start('console', 'edge-a', '--read-only');
    await running.says('de');
    await scene.powerOff();
    await scene.powerOn();
    await scene.print('XY');
    await running.says('deXY');
    expect(running.stderr()).toContain("3 bytes are missing: the domain's own log file was rotated");
    expect(running.stderr()).toContain('boot 2');
  });

  test('a boot that ended while the connection was lost is not the last to be shown', async () => {
    await scene.print('abc');
    const running = scene.start('console', 'edge-a', '--read-only');
    await running.says('abc');
    scene.wire.cut();
    await scene.print('d');
    await scene.powerOff();
    await scene.powerOn();
    await scene.print('XY');
    await running.warns('connection lost');
    scene.wire.mend();
    await running.says('abcdXY');
  });

  test('--tail begins at the present end', async () => {
    await scene.print('what was');
    const idle = scene.core.listeners;
    const running = scene.start('console', 'edge-a', '--read-only', '--tail');
    // To boots that begin, to the log, and to whether the port takes input.
    await until('it watches', () => scene.core.listeners === idle + 3);
    await scene.print('what is');
    await running.says('what is');
    expect(running.stdout()).toBe('what is');
  });

  test('input from a pipe is typed to its last line, and its end leaves', async () => {
    const script = `${'echo one line of many\n'.repeat(20_000)}exit\n`;
    const running = scene.program.start(['console', 'edge-a'], { env: scene.env, input: script });
    expect((await running.finished).code).toBe(0);
    await until('it has arrived', () => typed() === script);
  });

  test('input from a pipe that cannot arrive any more is no success', async () => {
    const running = scene.start('console', 'edge-a');
    await running.warns('leaves');
    scene.wire.cut();
    await running.warns('connection lost');
    running.child.stdin?.end('ls\n');
    expect(await running.finished).toMatchObject({ code: 1, stderr: like.stringContaining('had arrived') });
  });

  test('a viewer may look and not type', async () => {
    const env = await scene.as('viewer');
    await scene.print('hello');
    const looking = scene.program.start(['console', 'edge-a', '--read-only'], { env });
    await looking.says('hello');
    looking.child.kill('SIGTERM');
    await looking.finished;
    expect(await scene.program.run(['console', 'edge-a'], { env })).toMatchObject({ code: 4, stdout: '' });
  });

  const STRANGE = 'serial channel sent';
  test.each([
    ['no JSON', 'hello', 1, STRANGE],
    ['another shape', '{"type":"begin"}', 1, STRANGE],
    ['a frame without offset', new Uint8Array(3), 1, STRANGE],
    ['an impossible offset', new Uint8Array(9).fill(255), 1, STRANGE],
    ['an unknown error', '{"type":"error","code":"nosuch","message":"No."}', 1, 'ven: No.'],
    ['a known error', '{"type":"error","code":"not-found","message":"No."}', 3, 'ven: No.'],
  ])('what the real one never sends: %s', async (_name, data, code, words) => {
    const node = { status: 200, body: JSON.stringify(sampleDetail('edge-a')) };
    const ticket = {
      status: 201,
      body: JSON.stringify({ ticket: 't', expiresAt: new Date().toISOString() }),
    };
    const lies = { 'GET /api/v1/nodes/edge-a': node, 'POST /api/v1/tickets': ticket };
    const env = { VEN_URL: await startLiar(lies, data), VEN_TOKEN: 'ven_any' };
    expect(await scene.program.run(['console', 'edge-a', '--read-only'], { env })).toMatchObject({
      code,
      stderr: like.stringContaining(words),
    });
  });

  test('more than the server sends unacknowledged, checked to the last byte', async () => {
    const line = `${'x'.repeat(62)}\n`;
    const chunk = line.repeat(1024);
    await scene.print(chunk.repeat(48));
    const running = scene.start('console', 'edge-a', '--read-only');
    await until('all is printed', () => running.stdout().length === 48 * chunk.length, 60_000);
    expect(running.stdout()).toBe(chunk.repeat(48));
  });
});

describe('log', () => {
  test('the bytes as they are', async () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, index) => index % 128));
    await scene.print(bytes);
    const { code, stdout } = await scene.ven('log', 'edge-a');
    expect({ code, stdout }).toEqual({ code: 0, stdout: bytes.toString('latin1') });
    expect((await scene.ven('log', 'edge-a', '--port', '1')).stdout).toBe('');
  });

  test('of an earlier boot, as a document', async () => {
    await scene.print('first');
    scene.port.lose(2);
    await scene.print('');
    await scene.powerOff();
    await scene.powerOn();
    await scene.print('second');
    const { stdout } = await scene.ven('log', 'edge-a', '--boot', '1', '--json');
    expect(JSON.parse(stdout)).toEqual({
      node: 'edge-a',
      boot: 1,
      port: 0,
      start: 0,
      gaps: [{ from: 5, to: 7, reason: like.stringContaining('rotated') }],
      text: 'first',
    });
    expect((await scene.ven('log', 'edge-a')).stdout).toBe('second');
  });

  test('reports what is missing at its beginning', async () => {
    scene.port.lose(3);
    await scene.print('de');
    expect(await scene.ven('log', 'edge-a')).toMatchObject({
      code: 0,
      stdout: 'de',
      stderr: containing("3 bytes are missing from byte 0 on: the domain's own log file was rotated"),
    });
  });

  test('--follow ends with the boot', async () => {
    await scene.print('al');
    const running = scene.start('log', 'edge-a', '--follow');
    await running.says('al');
    await scene.print('l');
    await scene.powerOff();
    expect(await running.finished).toMatchObject({ code: 0, stdout: 'all' });
  });

  test('a node that was never on', async () => {
    await scene.server.addNode('edge-b');
    expect(await scene.ven('log', 'edge-b')).toMatchObject({
      code: 3,
      stderr: like.stringContaining('ven start'),
    });
  });
});
