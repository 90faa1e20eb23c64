import { readFileSync } from 'node:fs';
import { node } from '../../lib/contract/node.ts';
import type { Product } from './product.ts';
import type { Row } from './table.ts';

const SETTLE = 5_000;
const SPAN = 30_000;
/** Clock ticks per second of /proc/PID/stat, proc(5); 100 on every Linux that Node.js runs on. */
const TICKS = 100;

/** The server's own processor time and memory with one installed node running and nobody looking. */
export async function idle(product: Product): Promise<Row[]> {
  const { nodes } = await product.rest.create({ name: 'bench-idle' });
  for (const { id } of nodes) await installed(product, id);
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

/** A node that boots is no idle one. */
async function installed(product: Product, id: string): Promise<void> {
  for (;;) {
    const { stage, failure } = node.parse(await product.rest.call('GET', `/nodes/${id}`));
    if (stage === 'ready') return;
    if (failure !== null) throw new Error(failure.cause);
    await pause(1000);
  }
}

export function processorSeconds(pid: number): number {
  // The name in brackets may contain blanks; utime and stime are the 12th and 13th field behind it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

export const pause = (duration: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, duration));
