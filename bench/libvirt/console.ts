import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Domain, LibvirtStream } from 'node-libvirt';
import { Connection } from 'node-libvirt';
import type { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import { TinyGuest, tinyGuestMemory } from '../../node-libvirt/test/support/tiny-guest.ts';
import { qemuDomain } from '../../node-libvirt/test/support/domain-xml.ts';
import type { Row } from './comparison.ts';
import { compare, rate } from './comparison.ts';
import type { PythonPeer } from './peers.ts';
import { answering, VirshConsole } from './virsh-console.ts';

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

async function virshConsole(uri: string): Promise<number> {
  await using console = await VirshConsole.open(uri, 'bench');
  const taken = timeMarks((listener) => console.subscribe(listener));
  console.write(command);
  return await taken;
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
