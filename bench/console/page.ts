import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { signIn } from '../../e2e/models/session.ts';
import { openBrowser } from './browser.ts';
import type { Product } from './product.ts';
import { row, type Row } from './table.ts';

const NODES = 200;
/** Of 512 MiB each: as many as fit into a small machine at once. */
const BATCH = 40;
const REPEATS = 5;

/** The list with 200 defined nodes: until its first row and until all of them are there, and what was loaded. */
export async function page(product: Pick<Product, 'serving' | 'rest'>): Promise<Row[]> {
  for (let made = 0; made < NODES; made += BATCH) {
    const request = { name: `bench-${made}`, count: BATCH, start: false, memoryMiB: 512, diskGiB: 1 };
    const { operations } = await product.rest.create(request);
    await Promise.all(operations.map(({ id }) => product.rest.finished(id)));
  }
  const browser = await openBrowser();
  try {
    const first: number[] = [];
    const all: number[] = [];
    const floor: number[] = [];
    let script = 0;
    for (let turn = 0; turn < REPEATS; turn++) {
      // A context of its own each time: nothing is in the browser's cache.
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const load = await loaded(context, product.serving.url);
      first.push(load.first);
      all.push(load.all);
      floor.push(load.floor);
      script = load.script;
      await context.close();
    }
    return [
      row(`${NODES} nodes: first row; floor: Settings`, first, floor),
      row(`${NODES} nodes: all rows there`, all, floor),
      { what: 'script of the first load, compressed', cells: [`${(script / 1000).toFixed(0)} kB`] },
    ];
  } finally {
    await browser.close();
    await product.rest.deleteAll();
  }
}

/** Signs in elsewhere first, so that only the list itself is measured. */
async function loaded(context: BrowserContext, url: string) {
  const visitor = await context.newPage();
  await signIn(visitor, url);
  await visitor.close();
  const tab = await context.newPage();
  const client = await context.newCDPSession(tab);
  let script = 0;
  const floor = await blankPage(tab, client, url);
  // What that page is still loading is not counted.
  await tab.goto('about:blank');
  const scripts = new Set<string>();
  client.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) script += encodedDataLength;
  });
  const began = performance.now();
  await tab.goto(url, { waitUntil: 'commit' });
  // The first row is the heading; only the rows in sight are drawn, and the grid says how many there are.
  await tab.getByRole('row').nth(1).waitFor();
  const first = performance.now() - began;
  await tab.locator(`[role=grid][aria-rowcount="${NODES + 1}"]`).waitFor();
  return { first, all: performance.now() - began, script, floor };
}

/** A page of the same console without a list, loaded in the same way: nothing is in the browser's cache. */
async function blankPage(tab: Page, client: CDPSession, url: string): Promise<number> {
  await client.send('Network.enable');
  await client.send('Network.setCacheDisabled', { cacheDisabled: true });
  const began = performance.now();
  await tab.goto(`${url}/settings`, { waitUntil: 'commit' });
  await tab.getByRole('heading', { name: 'Settings' }).waitFor();
  return performance.now() - began;
}
