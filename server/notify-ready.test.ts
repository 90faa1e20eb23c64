import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { notifyReady } from './notify-ready.ts';

/** A service manager's end of the socket: prints that it listens, then the first datagram. */
const RECEIVER = `
import socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print("bound", flush=True)
print(repr(receiver.recv(4096).decode()), flush=True)
receiver.recv(4096)
`;

test('a service manager is told where the console serves', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-notify-'));
  const socket = path.join(folder, 'notify');
  const receiver = spawn('python3', ['-c', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    receiver.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const lines = createInterface({ input: receiver.stdout });
  await once(lines, 'line');
  const problems: Error[] = [];
  const told = once(lines, 'line');
  notifyReady('http://127.0.0.1:3000', { NOTIFY_SOCKET: socket }, (problem) => problems.push(problem));
  expect(String(await told)).toContain(String.raw`STATUS=serving http://127.0.0.1:3000`);
  expect(String(await told)).toContain('READY=1');
  expect(problems).toEqual([]);
});

test('without a service manager there is nothing to do', () => {
  notifyReady('http://127.0.0.1:3000', {}, (problem) => {
    throw problem;
  });
});
