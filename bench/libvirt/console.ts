import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Domain, LibvirtStream } from 'node-libvirt';
import { Connection } from 'node-libvirt';
import type { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import { TinyGuest, tinyGuestMemory } from '../../node-libvirt/test/support/tiny-guest.ts';
import { qemuDomain } from '../../node-libvirt/test/support/domain-xml.ts';
import type { Row } from './comparison.ts';
import { compare, rate } from './comparison.ts';
import type { PythonPeer } from './peers.ts';

const size = 1_000_000;
/** A character that nothing else in the conversation uses; the command itself must not contain it. */
const mark = '~';
const command = `dd if=/dev/zero bs=10000 count=${size / 10_000} 2>/dev/null | tr '\\0' '\\176'; echo\n`;

/** A guest that writes to its serial console as fast as emulation lets it; who keeps up? */
export async function consoles(daemon: PrivateDaemon, python: PythonPeer): Promise<Row[]> {
  const uri = daemon.uri('qemu:///session');
  await using connection = await Connection.open(uri);
  const guest = await TinyGuest.build();
  const xml = qemuDomain({
    name: 'bench',
    uuid: '6f1e5f8e-2f5b-4b0e-9d5e-0c1a2b3c4d5e',
    memoryMiB: tinyGuestMemory,
    boot: guest.boot(),
    devices: "<serial type='pty'/>",
  });
  const domain = await connection.domainCreateXML(xml, 0);
  try {
    await ready(domain);
    return await compare({
      what: `serial console, ${size / 1e6} MB from the guest`,
      show: rate(size),
      rounds: 5,
      contenders: [
        { name: 'node-libvirt', go: () => ours(domain) },
        { name: 'virsh console', go: () => virshConsole(uri) },
        { name: 'python', go: () => python.measure('console', { uri, domain: 'bench', command, size }) },
      ],
    });
  } finally {
    await domain.destroy();
    await rm(guest.directory, { recursive: true });
  }
}

async function ready(domain: Domain): Promise<void> {
  const stream = await domain.openConsole();
  await answering(stream, stream);
  await closed(stream);
}

async function ours(domain: Domain): Promise<number> {
  const stream = await domain.openConsole();
  const taken = timeMarks((listener) => stream.on('data', listener));
  stream.write(command);
  const time = await taken;
  await closed(stream);
  return time;
}

async function closed(stream: LibvirtStream): Promise<void> {
  const close = once(stream, 'close');
  stream.destroy();
  await close;
}

/** virsh insists on a terminal: script(1) gives it one. */
async function virshConsole(uri: string): Promise<number> {
  // The URI comes from us and has no character that a shell would care about.
  const line = `stty raw -echo; exec virsh --connect '${uri}' console bench`;
  const child = spawn('script', ['--quiet', '--command', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await answering(child.stdin, child.stdout);
  const taken = timeMarks((listener) => child.stdout.on('data', listener));
  child.stdin.write(command);
  const time = await taken;
  const exited = once(child, 'exit');
  // Ctrl-], virsh's way out.
  child.stdin.write('\x1d');
  await exited;
  return time;
}

/** Asks until the guest's shell answers: it may not be up yet, and virsh drops what is typed before it listens. */
async function answering(input: Writable, output: Readable): Promise<void> {
  let text = '';
  const listen = (chunk: Buffer) => {
    text += chunk.toString('latin1');
  };
  output.on('data', listen);
  while (!text.includes('\n42\r')) {
    input.write('echo $((6 * 7))\n');
    await pause(500);
  }
  output.off('data', listen);
}

/** Milliseconds from the first mark to the last. */
function timeMarks(onData: (listener: (chunk: Buffer) => void) => unknown): Promise<number> {
  return new Promise((resolve) => {
    let seen = 0;
    let begun = 0;
    onData((chunk) => {
      const marks = count(chunk);
      if (seen === 0 && marks > 0) begun = performance.now();
      seen += marks;
      if (seen >= size) resolve(performance.now() - begun);
    });
  });
}

function count(chunk: Buffer): number {
  let marks = 0;
  for (const byte of chunk) if (byte === mark.charCodeAt(0)) marks++;
  return marks;
}
