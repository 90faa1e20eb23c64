import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { signIn } from '../../e2e/models/session.ts';
import { WallServing } from '../../e2e/server/wall.ts';
import { openBrowser } from '../console/browser.ts';
import { print } from '../console/table.ts';
import { machine } from '../machine.ts';
import { inWords, median, percentile, spread } from '../spread.ts';

/** A wall with that many tiles that all print, for so many minutes (the first argument). */
const TILES = 64;
const CHATTER_MS = 500;
const MINUTES = Number(process.argv[2] ?? '5');
const MINUTE = 60_000;
const KEYS = 40;
/** A page without a wall, in the same browser and with the same feed of changes. */
const FLOOR = '/settings';

// As text: tsx would have its functions call a helper that the page does not have.
const RECORD = `window.benchKeys = [];
  window.benchListens ??= addEventListener('keydown', (event) => {
    requestAnimationFrame(() => setTimeout(() => window.benchKeys.push(performance.now() - event.timeStamp)));
  }, true) ?? true`;

console.log(machine());
const serving = new WallServing();
const browser = await openBrowser();
try {
  await serving.start(TILES);
  const context = await browser.newContext({
    viewport: { width: 1920, height: 1080 },
  });
  await signIn(await context.newPage(), serving.url);
  const wall = await opened(context, '/wall');
  const floor = await opened(context, FLOOR);
  await wall.page.bringToFront();
  await wall.page
    .locator('[data-tile]')
    .nth(TILES - 1)
    .waitFor();
  serving.chatter(CHATTER_MS);
  const before = { ...(await sample(wall)), server: resident() };
  const keys: number[] = [];
  for (let minute = 1; minute <= MINUTES; minute++) {
    await wall.page.waitForTimeout(MINUTE);
    keys.push(...(await walked(wall.page)));
    const { heap, nodes } = await sample(wall);
    print({
      what: `after minute ${minute}: heap, DOM nodes, server`,
      cells: [mb(heap), String(nodes), mb(resident())],
    });
  }
  const after = await sample(wall);
  const floorHeap = (await sample(floor)).heap;
  await floor.page.bringToFront();
  const floorKeys = await walked(floor.page);
  print({
    what: 'heap of the page: end / beginning',
    cells: [(after.heap / before.heap).toFixed(2)],
  });
  print({
    what: 'heap of the page; floor: Settings',
    cells: [mb(after.heap), mb(floorHeap), (after.heap / floorHeap).toFixed(2)],
  });
  print({
    what: 'DOM nodes: end / beginning',
    cells: [(after.nodes / before.nodes).toFixed(2)],
  });
  print({
    what: 'resident memory of the server: end / beginning',
    cells: [(resident() / before.server).toFixed(2)],
  });
  print({
    what: 'processor time of the page, share of a core',
    cells: [((after.busy - before.busy) / (MINUTES * 60)).toFixed(3)],
  });
  print({
    what: 'key → next frame, p50 and p95; floor: Settings',
    cells: [
      ms(median(keys)),
      ms(percentile(keys, 0.95)),
      ms(median(floorKeys)),
      ms(percentile(floorKeys, 0.95)),
    ],
  });
  print({
    what: '… ratio',
    cells: [inWords(spread(keys.map((key) => key / median(floorKeys))))],
  });
} finally {
  await browser.close();
  await serving.dispose();
}

interface Tab {
  readonly page: Page;
  readonly client: CDPSession;
}

async function opened(context: BrowserContext, path: string): Promise<Tab> {
  const page = await context.newPage();
  await page.goto(`${serving.url}${path}`);
  const client = await context.newCDPSession(page);
  await client.send('Performance.enable');
  return { page, client };
}

/** After a garbage collection. */
async function sample({ client }: Tab): Promise<{ heap: number; nodes: number; busy: number }> {
  await client.send('HeapProfiler.collectGarbage');
  const { metrics } = await client.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return {
    heap: value('JSHeapUsedSize'),
    nodes: value('Nodes'),
    busy: value('TaskDuration'),
  };
}

/** From each key press to the frame after it, by the page's own clock. */
async function walked(page: Page): Promise<number[]> {
  await page.locator('[data-tile], main a, main button').first().focus();
  await page.evaluate(RECORD);
  for (let count = 0; count < KEYS; count++)
    await page.keyboard.press(count % 8 === 7 ? 'ArrowDown' : 'ArrowRight', {
      delay: 20,
    });
  return page.evaluate<number[]>('window.benchKeys');
}

function resident(): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${serving.pid}/status`, 'utf8'))?.[1];
  return Number(kib) * 1024;
}

function mb(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
