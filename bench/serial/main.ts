import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { type Readable, type Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Reading } from '../../server/testing/console/reading.ts';
import { TalkingGuest } from '../../server/testing/console/talking-guest.ts';

/** A guest floods its serial port: a subscriber of our byte log against `virsh console`, in the same run. */
const size = Number(process.argv[2] ?? 5_000_000);
if (!Number.isInteger(size / 10_000) || size <= 0) {
  console.error('usage: bench:serial [BYTES], a multiple of 10000');
  process.exit(2);
}
/** A character that nothing else in the conversation uses; the command itself must not contain it. */
const mark = '~'.charCodeAt(0);
const command = `dd if=/dev/zero bs=10000 count=${size / 10_000} 2>/dev/null | tr '\\0' '\\176'; echo\n`;

interface Result {
  readonly milliseconds: number;
  readonly digest: string;
}

const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${gibibytes} GiB, Linux ${release()}, Node ${process.version}, ` +
    `load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
);
await using guest = await TalkingGuest.start();
const mine = await ours();
const theirs = await virshConsole();
const expected = createHash('sha256').update(Buffer.alloc(size, mark)).digest('hex');
print('byte log, subscriber', mine);
print('virsh console', theirs);
const ratio = theirs.milliseconds / mine.milliseconds;
console.log(`rate: ours / virsh = ${ratio.toFixed(2)}; above 1 ours is faster`);

async function ours(): Promise<Result> {
  await using reading = await Reading.start(guest);
  let text = '';
  const stop = reading.subscribe((bytes) => {
    text += bytes.toString('latin1');
  });
  await guest.domain.resume();
  while (!text.includes('tiny guest ready')) await pause(50);
  stop();
  const taken = flood((listener) => reading.subscribe(listener));
  await reading.reader.write(command);
  return await taken;
}

/** virsh insists on a terminal: script(1) gives it one. */
async function virshConsole(): Promise<Result> {
  // The name comes from us and has no character that a shell would care about.
  const line = `stty raw -echo; exec virsh --connect qemu:///system console ${guest.name}`;
  const child = spawn('script', ['--quiet', '--command', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await answering(child.stdin, child.stdout);
  const taken = flood((listener) => child.stdout.on('data', listener));
  child.stdin.write(command);
  const result = await taken;
  const exited = once(child, 'exit');
  // Ctrl-], virsh's way out.
  child.stdin.write('\x1d');
  await exited;
  return result;
}

/** Asks until the guest's shell answers: virsh drops what is typed before it listens. */
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

/** From the first mark to the last. */
function flood(subscribe: (listener: (bytes: Buffer) => void) => unknown): Promise<Result> {
  return new Promise((resolve) => {
    const hash = createHash('sha256');
    let seen = 0;
    let begun = 0;
    subscribe((bytes) => {
      if (seen === size) return;
      const marks = bytes.filter((byte) => byte === mark);
      if (seen === 0 && marks.length > 0) begun = performance.now();
      hash.update(marks);
      seen += marks.length;
      if (seen === size) resolve({ milliseconds: performance.now() - begun, digest: hash.digest('hex') });
    });
  });
}

function print(name: string, { milliseconds, digest }: Result): void {
  const rate = (size / milliseconds).toFixed(0);
  const verdict = digest === expected ? 'checksum as sent' : 'CHECKSUM DIFFERS';
  console.log(`${name.padEnd(24)} ${rate.padStart(6)} kB/s  ${verdict}`);
}
