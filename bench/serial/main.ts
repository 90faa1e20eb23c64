import { Reading } from '../../server/testing/console/reading.ts';
import { TalkingGuest } from '../../server/testing/console/talking-guest.ts';
import { VirshConsole } from '../libvirt/virsh-console.ts';
import { machine } from '../machine.ts';
import { percentile } from '../spread.ts';
import { answered, digestOfFlood, echoes, type Flood, flood, LINE, type Line } from './measures.ts';
import { Wire } from '../../server/testing/console/wire.ts';

/** A guest's serial port at the far end of our WebSocket against `virsh console`, in the same run. */
const size = Number(process.argv[2] ?? 5_000_000);
if (!Number.isInteger(size / LINE) || size <= 0) {
  console.error(`usage: bench:serial [BYTES], a multiple of ${LINE}`);
  process.exit(2);
}

const WARM_UP = 500_000;

interface Result {
  readonly flood: Flood;
  readonly echoes: readonly number[];
}

console.log(machine());
await using guest = await TalkingGuest.start();
const mine = await ours();
const theirs = await virsh();
printFlood('WebSocket', mine);
printFlood('virsh console', theirs);
console.log(
  `rate: ours / virsh = ${(theirs.flood.milliseconds / mine.flood.milliseconds).toFixed(2)}; above 1 ours is faster`,
);
for (const [name, share] of [
  ['p50', 0.5],
  ['p95', 0.95],
] as const) {
  const [own, other] = [percentile(mine.echoes, share), percentile(theirs.echoes, share)];
  const added = (own - other).toFixed(1);
  console.log(
    `echo ${name}: ours ${own.toFixed(1)} ms, virsh ${other.toFixed(1)} ms, so ${added} ms are added`,
  );
}

async function ours(): Promise<Result> {
  await using reading = await Reading.start(guest);
  await using wire = await Wire.open(reading);
  await guest.domain.resume();
  await answered(wire, '\n', (text) => text.includes('tiny guest ready'));
  return await measured(wire);
}

async function virsh(): Promise<Result> {
  await using console = await VirshConsole.open('qemu:///system', guest.name);
  return await measured(console);
}

async function measured(line: Line): Promise<Result> {
  await answered(line, 'echo $((6 * 7))\n', (text) => text.includes('\n42\r'));
  // The emulator translates the guest's code once, for whoever comes first.
  await flood(line, WARM_UP);
  return { echoes: await echoes(line), flood: await flood(line, size) };
}

function printFlood(name: string, { flood: { milliseconds, bytes, digest } }: Result): void {
  const rate = (bytes / milliseconds).toFixed(0);
  const isSame = digest === digestOfFlood(size);
  const verdict = isSame ? 'checksum as sent' : `CHECKSUM DIFFERS, ${bytes} bytes of ${size}`;
  if (!isSame) process.exitCode = 1;
  console.log(`${name.padEnd(16)} ${rate.padStart(6)} kB/s  ${verdict}`);
}
