import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseSearch } from '../../lib/domain/search/query.ts';
import { recordedBoots, recordedPort } from '../../server/testing/console/recordings.ts';
import { FilledIndex } from '../../server/testing/filled-index.ts';
import { machine } from '../machine.ts';

/**
 * The search index over many boots: how fast it is made, beside reading the same bytes, and how long a page of a search takes.
 * The boots are the recorded ones again and again, each with other digits. Argument: megabytes of serial output.
 */
const MEGABYTES = Number(process.argv[2] ?? 1000);
const PORT_BYTES = 50_000;
const BEGAN = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const ROUNDS = 5;

/** Searches, and how many boots have what they look for. */
const SEARCHES: readonly (readonly [q: string, kind: string])[] = [
  ['PXE-E18', 'in 1 of 500 boots'],
  ['ipxe.org/040ee119', 'in 1 of 500 boots'],
  ['"needle in a haystack"', 'in one boot'],
  ['nothing like this was printed', 'nowhere'],
  ['qzx-0x77f', 'nowhere'],
  ['error', 'in many boots'],
  ['/dev/vda', 'in many boots'],
  ['http', 'in many boots'],
  ['0x1f', 'in many boots'],
  ['login:', 'in many boots'],
  ['systemd -error', 'in many boots'],
  ['pci 0000:00', 'in many boots'],
  ['PXE-E18 since:2026-01-05', 'in 1 of 500 boots'],
  ['error stage:ipxe', 'in many boots'],
  ['kernel port:1', 'in many boots'],
];

const dataDir = mkdtempSync(path.join(tmpdir(), 'ven-bench-search-'));
const index = new FilledIndex(dataDir);
try {
  console.log(machine());
  await measure();
} finally {
  await index.close();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const boots = await recordAll();
  const bytes = boots.length * 2 * PORT_BYTES;
  console.log(`${boots.length} boots, ${(bytes / 1e6).toFixed(0)} MB`);
  const reading = await timed(async () => {
    for (const boot of boots) for (const port of [0, 1]) await index.read(boot, port);
  });
  const indexing = await timed(async () => {
    for (const [number, boot] of boots.entries()) await index.index(boot, BEGAN + number * MINUTE);
  });
  const rate = (seconds: number) => `${(bytes / 1e6 / seconds).toFixed(1)} MB/s`;
  console.log(`reading   ${rate(reading.seconds)}, ${rate(reading.processor)} of processor time`);
  console.log(`indexing  ${rate(indexing.seconds)}, ${rate(indexing.processor)} of processor time`);
  console.log(`          ${(indexing.seconds / reading.seconds).toFixed(1)} × the time of reading`);
  const size = statSync(index.file).size;
  console.log(
    `index     ${(size / 1e6).toFixed(0)} MB, ${((size / bytes) * 100).toFixed(0)} % of the output`,
  );
  console.log(`memory    ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
  await searchAll();
}

async function searchAll(): Promise<void> {
  const all: number[] = [];
  for (const [q, kind] of SEARCHES) {
    const times: number[] = [];
    let found = '';
    for (let round = 0; round < ROUNDS; round++) {
      const { milliseconds, boots, cut } = await page(q);
      times.push(milliseconds);
      found = `${boots} boots${cut ? ', more' : ''}`;
    }
    all.push(...times);
    console.log(
      `${q.padEnd(32)} ${kind.padEnd(18)} p50 ${text(percentile(times, 0.5))}  most ${text(Math.max(...times))}   ${found}`,
    );
  }
  console.log(`all searches: p50 ${text(percentile(all, 0.5))}, p95 ${text(percentile(all, 0.95))}`);
}

/** The first page, as the page Search asks for it. */
async function page(q: string) {
  const { terms, excluded, stages, ports, since, until } = parseSearch(q, Date.now());
  const begun = performance.now();
  const { boots, next } = await index.find({
    ...{ terms, excluded, stages, ports, since, until, boots: null, before: null },
    ...{ limit: 25, lines: 5, patience: 200 },
  });
  return { milliseconds: performance.now() - begun, boots: boots.length, cut: next !== null };
}

async function recordAll(): Promise<string[]> {
  const texts = recordedBoots().map((name) =>
    [0, 1].map((port) => recordedPort(name, port).toString('latin1')),
  );
  const boots = Array.from({ length: Math.ceil((MEGABYTES * 1e6) / (2 * PORT_BYTES)) }, () => randomUUID());
  for (const [number, boot] of boots.entries()) {
    const rare =
      number % 500 === 250 ? 'PXE-E18: Server response timeout. https://ipxe.org/040ee119\r\n' : '';
    const single = number === Math.floor(boots.length / 2) ? 'a needle in a haystack\r\n' : '';
    for (const port of [0, 1]) {
      const output = texts[number % texts.length]?.[port] ?? '';
      const long = output.repeat(Math.ceil(PORT_BYTES / output.length)).slice(0, PORT_BYTES);
      const varied = `${rare}${single}${long.replaceAll(/\d/g, otherDigit)}`.slice(0, PORT_BYTES);
      await index.record(boot, port, BEGAN + number * MINUTE, Buffer.from(varied, 'latin1'));
    }
  }
  return boots;
}

/** One in five is another one. */
function otherDigit(digit: string): string {
  const chance = Math.random() * 50;
  return chance < 10 ? String(Math.floor(chance)) : digit;
}

async function timed(work: () => Promise<void>) {
  const begun = performance.now();
  const processor = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(processor);
  return { seconds: (performance.now() - begun) / 1000, processor: (user + system) / 1e6 };
}

function percentile(times: readonly number[], part: number): number {
  return times.toSorted((one, other) => one - other)[Math.ceil(times.length * part) - 1] ?? 0;
}

function text(milliseconds: number): string {
  return `${milliseconds.toFixed(0).padStart(4)} ms`;
}
