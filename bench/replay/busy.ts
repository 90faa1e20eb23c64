import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from '@playwright/test';

/** A kernel's clock tick, in milliseconds. */
const TICK = 10;

export interface Measured {
  /** By the page's own clock. */
  readonly took: number;
  /** Of the page's main thread, in milliseconds: what else the machine does changes it little. */
  readonly busy: number;
}

const LOOK_EVERY = 250;
/** Of that time: a page that does nothing still draws its clock. */
const IDLE_BUSY = 25;
const IDLE_LOOKS = 3;
const PATIENCE = 120_000;

/** Until the page has nothing to do any more. */
export async function settled(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const end = performance.now() + PATIENCE;
  let [before, idle] = [await busyTime(client), 0];
  while (idle < IDLE_LOOKS) {
    if (performance.now() > end) throw new Error('the page is busy without an end');
    await page.waitForTimeout(LOOK_EVERY);
    const now = await busyTime(client);
    idle = now - before < IDLE_BUSY ? idle + 1 : 0;
    before = now;
  }
  await client.detach();
}

async function busyTime(client: CDPSession): Promise<number> {
  const { metrics } = await client.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
}

/** What a piece of work takes, and how much of that the page was busy. */
export async function measured(page: Page, work: () => Promise<number>): Promise<Measured> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await busyTime(client);
  const took = await work();
  const busy = (await busyTime(client)) - before;
  await client.detach();
  return { took, busy };
}

/** Milliseconds of processor time that a process has used so far. */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}
