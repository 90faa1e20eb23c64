import type { Page } from '@playwright/test';
import { signIn } from '../../e2e/models/session.ts';
import { openBrowser } from './browser.ts';
import { virsh } from './floor.ts';
import type { Product } from './product.ts';
import type { Row } from './table.ts';
import { percentile } from '../spread.ts';

const REPEATS = 20;

/** `virsh destroy` from outside: from its return to the word in the page, by one clock. */
export async function live(product: Product): Promise<Row[]> {
  const { nodes } = await product.rest.create({ name: 'bench-live' });
  const [node] = nodes;
  if (node === undefined) throw new Error('no node was made');
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await signIn(page, product.serving.url);
    const delays: number[] = [];
    for (let turn = 0; turn < REPEATS; turn++) {
      await shows(page, node.name, 'running');
      const seen = shows(page, node.name, 'shut off');
      virsh('destroy', node.name);
      const returned = performance.timeOrigin + performance.now();
      delays.push(Math.max(0, (await seen) - returned));
      virsh('start', node.name);
    }
    const cells = [0.5, 0.95].map((share) => `${percentile(delays, share).toFixed(0)} ms`);
    return [{ what: 'virsh destroy returned → in the page, p50, p95', cells }];
  } finally {
    await browser.close();
    await product.rest.delete(node.id);
  }
}

/** When the row of that node came to say that, in milliseconds since 1970. */
export function shows(page: Page, name: string, state: string): Promise<number> {
  return page.evaluate<number>(`(${WATCH})(${JSON.stringify(name)}, ${JSON.stringify(state)})`);
}

/** As text: tsx would have its functions call a helper that the page does not have. */
const WATCH = `(row, word) =>
  new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(row + ' did not come to say ' + word)), 60000);
    const look = () => {
      const found = [...document.querySelectorAll('[role=row], tr')].some(
        ({ textContent }) => textContent.includes(row) && textContent.includes(word),
      );
      if (found) resolve(performance.timeOrigin + performance.now());
      return found;
    };
    if (look()) return;
    const observer = new MutationObserver(() => {
      if (look()) observer.disconnect();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  })`;
