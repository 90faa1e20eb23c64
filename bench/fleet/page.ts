import type { Browser, Page } from '@playwright/test';
import { signIn } from '../../e2e/models/session.ts';
import type { Rest } from '../../e2e/server/rest.ts';
import { openBrowser } from '../console/browser.ts';
import { shows } from '../console/live.ts';
import { row, type Row } from '../console/table.ts';
import { percentile } from '../spread.ts';

import { timed } from './api.ts';

const REPEATS = 7;
const SCROLLS = 3;
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
    await tab.addInitScript({ content: SEEN });
    await signIn(tab, fleet.url);
    yield* await loads(tab, fleet);
    yield await filters(tab);
    yield* await scrolls(browser, tab);
    yield await changes(tab, fleet);
  } finally {
    await browser.close();
  }
}

/** Beside a page of the same console without a list, and the same page of a host whose domains are few. */
async function loads(tab: Page, { url, host, few }: Fleet): Promise<Row[]> {
  const list = (of: string) => until(tab, `${url}/hosts/${of}/domains`, DRAWN);
  const taken: Record<'many' | 'few' | 'none', number[]> = { many: [], few: [], none: [] };
  const all: number[] = [];
  for (let turn = 0; turn < REPEATS; turn++) {
    taken.none.push(await until(tab, `${url}/settings`, 'h1'));
    taken.few.push(await list(few));
    taken.many.push(await list(host));
    // Only the rows near the sight are there; the others are room.
    all.push(await tab.evaluate<number>(COUNTED));
  }
  return [
    row('page: navigation → rows; floor: Settings', taken.many, taken.none),
    row('… of 200 domains', taken.few, taken.none),
    row('page: navigation → all of them counted', all, taken.none),
  ];
}

/** From the navigation to the frame after the element is there, by the page's own clock. */
async function until(tab: Page, url: string, element: string): Promise<number> {
  await tab.goto(url, { waitUntil: 'commit' });
  return tab.evaluate<number>('window.benchSeen(' + JSON.stringify(element) + ')');
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
async function scrolls(browser: Browser, tab: Page): Promise<Row[]> {
  const blank = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await blank.setContent('<table style="height:185000px"><tr><td>');
  const scrolled: Record<'ours' | 'floor', Scrolled[]> = { ours: [], floor: [] };
  for (let turn = 0; turn < SCROLLS; turn++) {
    scrolled.floor.push(await scroll(blank));
    scrolled.ours.push(await scroll(tab));
  }
  await blank.close();
  const each = (of: keyof typeof scrolled, say: (one: Scrolled) => number) => scrolled[of].map(say);
  const late = ({ frames }: Scrolled): number => frames.filter((frame) => frame > DROPPED).length;
  const longest = Math.max(...each('ours', ({ frames }) => Math.max(...frames)));
  return [
    {
      what: `page: frames over ${DROPPED} ms of a scroll`,
      cells: [
        each('ours', late).join(', '),
        `up to ${longest.toFixed(0)} ms`,
        each('floor', late).join(', '),
      ],
    },
    row('… processor time of a frame', each('ours', perFrame), each('floor', perFrame)),
  ];
}

interface Scrolled {
  readonly frames: readonly number[];
  /** Of the page's main thread, in milliseconds. */
  readonly busy: number;
}

const perFrame = ({ frames, busy }: Scrolled): number => busy / frames.length;

async function scroll(tab: Page): Promise<Scrolled> {
  await tab.bringToFront();
  await tab.evaluate(FRAMES);
  const client = await tab.context().newCDPSession(tab);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await client.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
  const before = await spent();
  const frames = await tab.evaluate<number[]>(SCROLL);
  const busy = (await spent()) - before;
  await client.detach();
  return { frames, busy };
}

/** Asked for through the API, so the call to libvirt counts as well; beside the answer to that request. */
async function changes(tab: Page, { rest, host }: Fleet): Promise<Row> {
  const delays: number[] = [];
  const answers: number[] = [];
  await tab.bringToFront();
  await tab.evaluate('document.querySelector("table").scrollIntoView()');
  for (let turn = 0; turn < CHANGES; turn++) {
    const [action, state] =
      turn % 2 === 0 ? (['pause', 'paused'] as const) : (['resume', 'running'] as const);
    const seen = shows(tab, 'fleet-0', state);
    const asked = performance.timeOrigin + performance.now();
    answers.push(await timed(() => rest.call('POST', `/hosts/${host}/domains/fleet-0/actions`, { action })));
    delays.push((await seen) - asked);
  }
  const cells = [0.5, 0.95].flatMap((share) =>
    [delays, answers].map((of) => `${percentile(of, share).toFixed(0)} ms`),
  );
  return { what: 'page: change → shown; answered, p50, p95', cells };
}

/** Rows of the list, and not the room for those that are out of sight. */
const DRAWN = 'tbody tr:not([aria-hidden])';

// As text: tsx would have its functions call a helper that the page does not have.

const FRAMES = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))`;

/** When each was first there: looked for in every frame from the first one on, whatever the page is busy with. */
const SEEN = `{
    const seen = new Map();
    const wanted = ${JSON.stringify([DRAWN, 'h1'])};
    const look = () => {
      for (const each of wanted)
        if (!seen.has(each) && document.querySelector(each)) seen.set(each, performance.now());
      if (seen.size < wanted.length) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    window.benchSeen = (element) => new Promise((resolve) => {
      const ask = () => (seen.has(element) ? resolve(seen.get(element)) : requestAnimationFrame(ask));
      ask();
    });
  }`;

/** Until the page says how many there are, in milliseconds since the navigation. */
const COUNTED = `new Promise((resolve) => {
    const look = () =>
      /[0-9] domains?, /.test(document.querySelector('main header')?.textContent ?? '')
        ? resolve(performance.now()) : requestAnimationFrame(look);
    look();
  })`;

/** From the next input to the frame after the only row is that one. */
const UNTIL_ROW = (name: string): string => `new Promise((resolve) => {
    let begun = 0;
    document.addEventListener('input', () => { begun = performance.now(); }, { once: true, capture: true });
    const look = () => {
      const rows = document.querySelectorAll(${JSON.stringify(DRAWN)});
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
