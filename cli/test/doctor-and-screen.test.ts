import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { check } from '../../lib/contract/host.ts';
import { freePort } from './support/free-port.ts';
import { like } from './support/like.ts';
import { useScene } from './support/scene.ts';
import { until } from './support/until.ts';

const scene = useScene();
const verdict = z.object({ ok: z.boolean(), checks: z.array(check) });

async function doctor(args: string[], env: Record<string, string> = {}) {
  const { code, stdout } = await scene.program.run(['doctor', ...args, '--json'], { env });
  return { code, ...verdict.parse(JSON.parse(stdout)) };
}

describe('doctor', () => {
  test('works without a server, and every finding has a next step', async () => {
    const { code, ok, checks } = await doctor(['--local']);
    expect(code).toBe(ok ? 0 : 1);
    expect(checks.map(({ id }) => id)).toEqual([
      ...['node-version', 'virtualization', 'kvm-device', 'packages'],
      ...['qemu', 'qemu-img', 'swtpm', 'dnsmasq', 'iptables', 'firmware', 'secure-boot'],
      ...['libvirtd', 'virtlogd', 'access', 'pty-locks', 'bridges', 'forwarding', 'firewall'],
      ...['confinement', 'proxies', 'image-space', 'data-space', 'memory', 'port'],
    ]);
    for (const { status, fix } of checks) expect(fix === '').toBe(status === 'ok');
  });

  test('a missing daemon fails, with the command that starts it', async () => {
    const env = { VEN_LIBVIRT_URI: 'qemu:///session', XDG_RUNTIME_DIR: '/nosuch' };
    const { code, checks } = await doctor(['--local'], env);
    expect(code).toBe(1);
    expect(checks.find(({ id }) => id === 'libvirtd')).toMatchObject({
      status: 'fail',
      fix: like.stringContaining('libvirtd -d'),
    });
  });

  test.each([
    ['hangs', (socket: Socket) => void socket.on('error', () => undefined)],
    ['hangs up', (socket: Socket) => void socket.on('error', () => undefined).destroy()],
  ])('a daemon that %s is to be started again, and no right is missing', async (_how, serve) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ven-doctor-'));
    mkdirSync(path.join(folder, 'libvirt'));
    const server = createServer(serve).listen(path.join(folder, 'libvirt', 'libvirt-sock'));
    onTestFinished(() => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const env = { VEN_LIBVIRT_URI: 'qemu:///session', XDG_RUNTIME_DIR: folder };
    const { checks } = await doctor(['--local'], env);
    expect(checks.find(({ id }) => id === 'libvirtd')).toMatchObject({
      status: 'fail',
      reason: 'libvirtd accepts connections but does not answer',
      fix: like.stringContaining('kill '),
    });
  });

  test('another program on the port', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).end('hello\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const { checks } = await doctor(['--local'], { PORT: String(port) });
      expect(checks.find(({ id }) => id === 'port')).toMatchObject({
        status: 'warn',
        reason: `another program listens on ${port}`,
      });
    } finally {
      server.close();
    }
  });

  test('an invalid port', async () => {
    const { checks } = await doctor(['--local'], { PORT: 'many' });
    expect(checks.find(({ id }) => id === 'port')?.status).toBe('fail');
  });

  const withoutRoom = () => {
    const checks = [{ id: 'pool', status: 'fail', reason: 'the pool is full', fix: 'Make room.' }] as const;
    scene.server.host.report({ checks: [...checks] });
  };

  test("the console's own findings", async () => {
    withoutRoom();
    const { code, ok, checks } = await doctor(['--server'], scene.env);
    expect({ code, ok }).toEqual({ code: 1, ok: false });
    expect(checks.map(({ id, status }) => [id, status])).toEqual([
      ['server', 'ok'],
      ['local:connection', 'ok'],
      ['local:acceleration', 'warn'],
      ['local:pool', 'fail'],
      ['orchestrator:sim', 'ok'],
    ]);
  });

  test('a console that was named must answer', async () => {
    const { code, checks } = await doctor(['--server'], {
      ...scene.env,
      VEN_URL: `http://127.0.0.1:${await freePort()}`,
    });
    expect(code).toBe(1);
    expect(checks).toEqual([expect.objectContaining({ id: 'server', status: 'fail' })]);
  });

  test('a table for a person', async () => {
    withoutRoom();
    const { stdout } = await scene.ven('doctor', '--server');
    expect(stdout).toMatch(/✗ local:pool +the pool is full\n +→ Make room\./);
    expect(stdout).toContain('5 checks: 1 failed, 1 to look at');
  });
});

describe('vnc', () => {
  test('bridges a local port to the screen, both ways, for several viewers', async () => {
    const running = scene.start('vnc', 'edge-a', '--json');
    await running.says('}');
    const { port } = z.object({ port: z.int() }).parse(JSON.parse(running.stdout()));
    const viewers = [0, 1].map(() => createConnection({ port, host: '127.0.0.1' }));
    const heard = ['', ''];
    viewers.forEach((viewer, index) => {
      viewer.on('data', (bytes) => (heard[index] = (heard[index] ?? '') + bytes.toString('latin1')));
      viewer.write('RFB 003.008\n\x01\x01');
    });
    // The server's half of a handshake without a password, and then what this screen echoes.
    const expected = 'RFB 003.008\n\x01\x01\0\0\0\0\x01';
    await until('the answers come to both', () => heard.every((text) => text === expected));
    // Somebody else presses a key first: it is said, and keys of these viewers go nowhere.
    const place = { node: scene.edge.id, nodeName: 'edge-a', console: 'screen' };
    const ben = {
      id: 'ben',
      userId: 'ben',
      name: 'ben@example.org',
      role: 'operator',
      from: 'browser',
    } as const;
    const seat = { ...ben, guest: false, mayDrive: true };
    const bens = scene.core.presence.attend(place, seat, { mayWrite: true });
    bens.drive();
    await running.warns('ben@example.org is driving the screen: what you type is not sent.');
    const update = Buffer.of(3, 1, 0, 0, 0, 0, 4, 0, 3, 0);
    viewers[0]?.write(Buffer.concat([Buffer.of(4, 1, 0, 0, 0, 0, 0, 65), update]));
    await until('only what looks arrives', () => heard[0] === expected + update.toString('latin1'));
    expect((await scene.ven('drive', 'edge-a', 'ask', '--screen')).stdout).toContain('watching, has asked');
    scene.core.presence.act(place, seat, 'hand-over');
    await running.warns('You are driving the screen.');
    expect(await scene.ven('drive', 'edge-a', 'ask', '--port', '1')).toMatchObject({ code: 1 });
    bens.leave();
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
    await until('the viewers are let go', () =>
      viewers.every((viewer) => viewer.destroyed || viewer.readableEnded),
    );
  });

  test('a port that is taken', async () => {
    const port = new URL(scene.wire.url).port;
    const { code, stderr } = await scene.ven('vnc', 'edge-a', '--port', port);
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} cannot be listened on`);
  });
});
