import type { Browser, Page } from '@playwright/test';
import { signIn } from '../../e2e/models/session.ts';
import type { Rest } from '../../e2e/server/rest.ts';
import { openBrowser } from '../console/browser.ts';
import { shows } from '../console/live.ts';
import { percentile, row, type Row } from '../console/table.ts';
import { timed } from './api.ts';

const REPEATS = 7;
const CHANGES = 40;
/** The longest that a frame may take. */
const DROPPED = 50;

interface Fleet {
  readonly rest: Rest;
  readonly url: string;
  readonly host: string;
  /** A host with fewer domains. */
  readonly few: string;
}

/** The page of a host's domains in Chromium. */
export async function* page(fleet: Fleet): AsyncGenerator<Row> {
  const browser = await openBrowser();
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await signIn(tab, fleet.url);
    yield await loads(tab, fleet);
    yield await filters(tab);
    yield await scrolls(browser, tab);
    yield await changes(tab, fleet);
  } finally {
    await browser.close();
  }
}

/** Beside the same page of the host whose domains are few. */
async function loads(tab: Page, { url, host, few }: Fleet): Promise<Row> {
  const first: Record<string, number[]> = { [host]: [], [few]: [] };
  for (let turn = 0; turn < REPEATS; turn++)
    for (const [of, durations] of Object.entries(first))
      durations.push(
        await timed(async () => {
          await tab.goto(`${url}/hosts/${of}/domains`, { waitUntil: 'commit' });
          await tab.getByRole('row').nth(1).waitFor();
        }),
      );
  await tab.goto(`${url}/hosts/${host}/domains`);
  await tab.getByRole('row').nth(1).waitFor();
  return row('page: navigation → rows; floor: 200 domains', first[host] ?? [], first[few] ?? []);
}

/** From the key press to the frame that shows its outcome, by the page's own clock. */
async function filters(tab: Page): Promise<Row> {
  const field = tab.getByLabel('Filter domains');
  const durations: number[] = [];
  for (let turn = 0; turn < REPEATS; turn++) {
    await field.fill('');
    await tab.evaluate(FRAMES);
    const begun = tab.evaluate<number>(UNTIL_ROW('fleet-4999'));
    await field.fill('fleet-4999');
    durations.push(await begun);
  }
  await field.fill('');
  return row('page: search → its rows', durations, undefined);
}

/** Beside a page of the same height with nothing on it: what is dropped there is the machine's. */
async function scrolls(browser: Browser, tab: Page): Promise<Row> {
  const blank = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await blank.setContent('<table style="height:180000px"><tr><td>');
  const counts: number[] = [];
  let longest = 0;
  for (const of of [tab, blank]) {
    await of.bringToFront();
    await of.evaluate(FRAMES);
    const frames = await of.evaluate<number[]>(SCROLL);
    counts.push(frames.filter((frame) => frame > DROPPED).length);
    if (of === tab) longest = Math.max(...frames);
  }
  await blank.close();
  const cells = [`${counts[0]}`, `longest ${longest.toFixed(0)} ms`, `${counts[1]}`];
  return { what: `page: frames over ${DROPPED} ms of a whole scroll`, cells };
}

/** Asked for through the API, so the call to libvirt counts as well. */
async function changes(tab: Page, { rest, host }: Fleet): Promise<Row> {
  const delays: number[] = [];
  await tab.evaluate('document.querySelector("table").scrollIntoView()');
  for (let turn = 0; turn < CHANGES; turn++) {
    const [action, state] =
      turn % 2 === 0 ? (['pause', 'paused'] as const) : (['resume', 'running'] as const);
    const seen = shows(tab, 'fleet-0', state);
    const asked = performance.timeOrigin + performance.now();
    await rest.call('POST', `/hosts/${host}/domains/fleet-0/actions`, { action });
    delays.push((await seen) - asked);
  }
  const cells = [0.5, 0.95].map((share) => `${percentile(delays, share).toFixed(0)} ms`);
  return { what: 'page: change asked for → shown, p50, p95', cells };
}

// As text: tsx would have its functions call a helper that the page does not have.

const FRAMES = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))`;

/** From the next input to the frame after the only row is that one. */
const UNTIL_ROW = (name: string): string => `new Promise((resolve) => {
    let begun = 0;
    document.addEventListener('input', () => { begun = performance.now(); }, { once: true, capture: true });
    const look = () => {
      const rows = document.querySelectorAll('tbody tr:not([aria-hidden])');
      if (begun > 0 && rows.length === 1 && rows[0].textContent.includes(${JSON.stringify(name)}))
        requestAnimationFrame(() => resolve(performance.now() - begun));
      else requestAnimationFrame(look);
    };
    look();
  })`;

/** As with a wheel, 400 pixels a frame, to the end of what scrolls; the durations of its frames. */
const SCROLL = `new Promise((resolve) => {
    let place = document.querySelector('table');
    while (place && !(place.scrollHeight > place.clientHeight + 100 && /auto|scroll/.test(getComputedStyle(place).overflowY)))
      place = place.parentElement;
    place ??= document.scrollingElement;
    const frames = [];
    let before = performance.now();
    const step = () => {
      const now = performance.now();
      frames.push(now - before);
      before = now;
      const at = place.scrollTop;
      place.scrollTop += 400;
      if (place.scrollTop === at) { place.scrollTop = 0; resolve(frames); }
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`;
