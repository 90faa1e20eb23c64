import type { Page } from '@playwright/test';
import type { LongBoot, Mark } from './long-boot.ts';

/** The replay of a recording in the node's page; every duration is by the page's own clock. */
export class OurReplay {
  readonly #page: Page;
  readonly #url: string;
  readonly #recording: LongBoot;

  constructor(page: Page, url: string, recording: LongBoot) {
    this.#page = page;
    this.#url = url;
    this.#recording = recording;
  }

  #address(mark: Mark | null): string {
    const query = { tab: 'boots', boot: String(this.#recording.boot) };
    const replay = mark === null ? {} : { view: 'replay', t: String(mark.at / 1000) };
    return `/nodes/${this.#recording.node}?${new URLSearchParams({ ...query, ...replay }).toString()}`;
  }

  /** A link to a moment, opened in a new page: from the navigation to the frame that shows it. */
  async load(mark: Mark): Promise<number> {
    await this.#page.goto(`${this.#url}${this.#address(mark)}`, { waitUntil: 'commit' });
    return this.#page.evaluate<number>(`(${SEEN})(${JSON.stringify(mark.text)}, 0)`);
  }

  /** The log of the same boot, in the same page: what a link costs without a replay. */
  async loadLog(): Promise<number> {
    await this.#page.goto(`${this.#url}${this.#address(null)}`, { waitUntil: 'commit' });
    return this.#page.evaluate<number>(`(${SEEN})('mark ', 0)`);
  }

  /** Back to the log of the boot. */
  async leave(): Promise<void> {
    await this.#page.evaluate(`(${LEFT})(${JSON.stringify(this.#address(null))})`);
  }

  /** From the page of the boot, which is there: to the frame that shows the moment. */
  async open(mark: Mark): Promise<number> {
    return this.#page.evaluate<number>(
      `(${OPENED})(${JSON.stringify(this.#address(mark))}, ${JSON.stringify(mark.text)})`,
    );
  }

  /** With the slider, as with a mouse. */
  seek(mark: Mark): Promise<number> {
    return this.#page.evaluate<number>(`(${SOUGHT})(${mark.at}, ${JSON.stringify(mark.text)})`);
  }

  /** From the last key of a search to the number of its hits. */
  search(mark: Mark): Promise<number> {
    return this.#page.evaluate<number>(`(${SEARCHED})(${JSON.stringify(mark.text)})`);
  }
}

// As text: tsx would have its functions call a helper that the page does not have.

/** The frame after the text is on a terminal, in milliseconds since `begun`. */
export const SEEN = `(text, begun) => new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(text + ' was never shown')), 60000);
    const look = () => {
      const shown = [...document.querySelectorAll('.xterm-rows, .ap-term')].some(({ textContent }) =>
        textContent.replaceAll('\\u00a0', ' ').includes(text));
      if (shown) requestAnimationFrame(() => resolve(performance.now() - begun));
      else requestAnimationFrame(look);
    };
    look();
  })`;

const LEFT = `(address) => new Promise((resolve) => {
    history.pushState(null, '', address);
    const look = () =>
      document.querySelector('[aria-label="Time in the recording"]') === null
        ? setTimeout(resolve, 1500) : requestAnimationFrame(look);
    look();
  })`;

const OPENED = `(address, text) => {
    const begun = performance.now();
    history.pushState(null, '', address);
    return (${SEEN})(text, begun);
  }`;

const SOUGHT = `(at, text) => {
    const begun = performance.now();
    const slider = document.querySelector('[aria-label="Time in the recording"]');
    // React listens to the property's own setter.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, String(at));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    return (${SEEN})(text, begun);
  }`;

const SEARCHED = `(text) => new Promise((resolve) => {
    const field = document.querySelector('[aria-label="Search the recording"]');
    const status = field.parentElement.querySelector('[role=status]');
    const begun = performance.now();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const look = () =>
      status.textContent === '1 of 1' ? resolve(performance.now() - begun) : requestAnimationFrame(look);
    look();
  })`;
