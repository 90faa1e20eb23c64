import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'node-libvirt';
import type { Row } from './comparison.ts';

const seconds = 20;

/** Processor time of this process with one open connection, against the same process without one. */
export async function idle(open: () => Promise<Connection>): Promise<Row[]> {
  const without = await processorTime();
  await using connection = await open();
  await connection.getHostname();
  const withOne = await processorTime();
  const what = `processor time in ${seconds} s of idling`;
  return [
    {
      what,
      name: 'one open connection',
      median: `${withOne.toFixed(1)} ms`,
      spread: share(withOne),
      ratio: '',
    },
    { what, name: 'none', median: `${without.toFixed(1)} ms`, spread: share(without), ratio: '' },
  ];
}

async function processorTime(): Promise<number> {
  const before = process.cpuUsage();
  await pause(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function share(milliseconds: number): string {
  return `${((milliseconds / (seconds * 1000)) * 100).toFixed(3)} % of a core`;
}
