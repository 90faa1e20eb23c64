import { Recogniser } from '../../lib/domain/recogniser/recogniser.ts';
import { shippedRules, shippedRuleSet } from '../../lib/rules/shipped.ts';
import { recordedBoots, recordedPort } from '../../server/testing/console/recordings.ts';
import { machine } from '../machine.ts';

/** The recogniser with all shipped rules, by processor time, beside a copy of the same bytes and a search in them. */
const MEGABYTES = Number(process.argv[2] ?? 100);
const PIECE = 64 * 1024;

const lines = (count: number, line: (index: number) => string): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, index) => line(index)).join(''));

const texts: Readonly<Record<string, Buffer>> = {
  'a kernel that starts': lines(
    4000,
    (index) =>
      `[   ${(index / 300).toFixed(6)}] pci 0000:00:0${index % 9}.0: BAR ${index % 6} [mem 0xfe000000-0xfe003fff 64bit pref]: assigned\r\n`,
  ),
  'numbered lines': lines(20_000, (index) => `${10_000_000 + index}\r\n`),
  'recorded boots': Buffer.concat(
    recordedBoots().flatMap((boot) => [0, 1].map((port) => recordedPort(boot, port))),
  ),
  'lookalikes of all rules': Buffer.from(
    shippedRuleSet()
      .rules.map(({ text }) => `x ${text} x\r\n`)
      .join(''),
  ),
};

console.log(machine());
const rules = [...shippedRules().values()].reduce((sum, file) => sum + file.rules.length, 0);
console.log(`${rules} rules, ${MEGABYTES} MB of each text; MB per second of processor time`);
for (const [name, text] of Object.entries(texts)) {
  const block = repeated(text);
  measure(() => recognise(block), 20);
  const before = heap();
  const ours = measure(() => recognise(block), MEGABYTES);
  const grown = (heap() - before) / 2 ** 20;
  const copy = measure(() => copied(block), MEGABYTES);
  const search = measure(() => block.indexOf('\0none'), MEGABYTES);
  const column = (value: number) => value.toFixed(0).padStart(8);
  console.log(
    `${name.padEnd(24)} ${column(ours)}   copy ${column(copy)}   indexOf ${column(search)}   heap ${grown >= 0 ? '+' : ''}${grown.toFixed(1)} MiB`,
  );
}

function repeated(text: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil(2 ** 20 / text.length) }, () => text));
}

function recognise(block: Buffer): void {
  const recogniser = new Recogniser(shippedRuleSet());
  for (let at = 0; at < block.length; at += PIECE) recogniser.feed(0, block.subarray(at, at + PIECE));
}

function copied(block: Buffer): void {
  for (let at = 0; at < block.length; at += PIECE) Buffer.from(block.subarray(at, at + PIECE));
}

/** Megabytes per second of this process's own time, for work on about one megabyte. */
function measure(work: () => unknown, megabytes: number): number {
  const begun = process.cpuUsage();
  for (let done = 0; done < megabytes; done++) work();
  const { user, system } = process.cpuUsage(begun);
  return (megabytes * 1e6) / Math.max(1, user + system);
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
