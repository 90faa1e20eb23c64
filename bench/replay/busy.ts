import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

/** A kernel's clock tick, in milliseconds. */
const TICK = 10;

export interface Measured {
  /** By the page's own clock. */
  readonly took: number;
  /** Of the page's main thread, in milliseconds: what else the machine does changes it little. */
  readonly busy: number;
}

/** What a piece of work takes, and how much of that the page was busy. */
export async function measured(page: Page, work: () => Promise<number>): Promise<Measured> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await client.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
  const before = await spent();
  const took = await work();
  const busy = (await spent()) - before;
  await client.detach();
  return { took, busy };
}

/** Milliseconds of processor time that a process has used so far. */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}
