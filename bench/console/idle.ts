import { readFileSync } from 'node:fs';
import { type Product } from './product.ts';
import { type Row } from './table.ts';

const SETTLE = 20_000;
const SPAN = 30_000;
/** Clock ticks per second of /proc/PID/stat, proc(5); 100 on every Linux that Node.js runs on. */
const TICKS = 100;

/** The server's own processor time and memory with one node running and nobody looking. */
export async function idle(product: Product): Promise<Row[]> {
  const { nodes } = await product.rest.create({ name: 'bench-idle', template: 'microvisor' });
  const pid = product.serving.pid;
  await pause(SETTLE);
  const before = processorSeconds(pid);
  await pause(SPAN);
  const share = (processorSeconds(pid) - before) / (SPAN / 1000);
  const memory = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  await Promise.all(nodes.map(({ id }) => product.rest.delete(id)));
  return [
    { what: 'one node runs, no viewer: of a core', cells: [`${(share * 100).toFixed(2)} %`] },
    { what: 'the same: resident memory', cells: [`${(Number(memory) / 1024).toFixed(0)} MB`] },
  ];
}

function processorSeconds(pid: number): number {
  // The name in brackets may contain blanks; utime and stime are the 12th and 13th field behind it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

const pause = (duration: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, duration));
