import { expect, type Locator, type Page } from '@playwright/test';

/** The serial pane of a node's page. */
export class SerialPane {
  readonly #page: Page;
  readonly #pane: Locator;

  constructor(page: Page, port = 0) {
    this.#page = page;
    this.#pane = page.getByRole('region', { name: `Serial console ttyS${port}` });
  }

  /** Everything it holds, by its copy button: what is on the screen is only the last page of it. */
  async text(): Promise<string> {
    await this.#pane.getByRole('button', { name: 'Copy selection or everything' }).click();
    return await this.#page.evaluate(() => navigator.clipboard.readText());
  }

  async search(text: string): Promise<void> {
    await this.#pane.getByRole('button', { name: 'Search (Ctrl-F)' }).click();
    await this.#pane.getByRole('textbox', { name: 'Search the console' }).fill(text);
  }

  /** Which of how many places the search shows. */
  get found(): Locator {
    return this.#pane.getByRole('search').getByRole('status');
  }

  async says(what: RegExp, timeout: number): Promise<void> {
    await expect
      .poll(() => this.text(), { timeout, message: `the console says ${String(what)}` })
      .toMatch(what);
  }
}

/** How many different colours the node's screen shows: one while it is blank, more when something is drawn. */
export async function screenColours(page: Page): Promise<number> {
  return await page.getByRole('region', { name: 'Screen' }).evaluate((pane) => {
    const canvas = pane.querySelector('canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const seen = new Set<number>();
    for (let at = 0; at < pixels.length; at += 4) {
      seen.add(((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0));
    }
    return seen.size;
  });
}
