import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { LongBoot, Mark } from './long-boot.ts';
import { SEEN } from './ours.ts';

const { resolve } = createRequire(import.meta.url);
const api = ({ node, boot }: LongBoot, what: string): string => `/api/v1/nodes/${node}/boots/${boot}/${what}`;

/**
 * What a page does that knows nothing of the recording: it gets everything from the beginning and writes it to the same
 * terminal. The least that is exact without an index.
 */
export async function plainTerminal(page: Page, recording: LongBoot, mark: Mark): Promise<number> {
  await page.addScriptTag({ path: resolve('@xterm/xterm') });
  await page.addStyleTag({ path: resolve('@xterm/xterm/css/xterm.css') });
  const log = `${api(recording, 'log/0')}?from=0&to=${mark.end}`;
  return page.evaluate<number>(`(${PLAIN})(${JSON.stringify(log)}, ${JSON.stringify(mark.text)})`);
}

/** asciinema's player with the same recording: opened at a moment, then at others. */
export class Asciinema {
  readonly #page: Page;
  readonly #recording: LongBoot;

  constructor(page: Page, recording: LongBoot) {
    this.#page = page;
    this.#recording = recording;
  }

  async open(mark: Mark): Promise<number> {
    const bundle = resolve('asciinema-player/dist/bundle/asciinema-player.min.js');
    await this.#page.addScriptTag({ path: bundle });
    await this.#page.addStyleTag({ path: path.join(path.dirname(bundle), 'asciinema-player.css') });
    const cast = api(this.#recording, 'cast/0');
    return this.#page.evaluate<number>(
      `(${PLAYER})(${JSON.stringify(cast)}, ${mark.at / 1000}, ${JSON.stringify(mark.text)})`,
    );
  }

  seek(mark: Mark): Promise<number> {
    return this.#page.evaluate<number>(`(${SOUGHT})(${mark.at / 1000}, ${JSON.stringify(mark.text)})`);
  }
}

/** A page of the same origin, so that it may ask for the recording, with nothing on it. */
export async function blank(page: Page): Promise<void> {
  await page.goto('/healthz');
  await page.setContent('<div id="place" style="width:900px;height:600px"></div>');
}

const PLAIN = `async (log, text) => {
    const begun = performance.now();
    const bytes = new Uint8Array(await (await fetch(log)).arrayBuffer());
    const terminal = new Terminal({ cols: 80, rows: 25, scrollback: 5000, allowProposedApi: true });
    terminal.open(document.getElementById('place'));
    terminal.write(bytes);
    return (${SEEN})(text, begun);
  }`;

/** The first frame behind the moment has everything that came at it. */
const PLAYER = `(cast, at, text) => {
    const begun = performance.now();
    window.player = AsciinemaPlayer.create(cast, document.getElementById('place'), {
      preload: true, startAt: at + 0.001, poster: 'npt:' + (at + 0.001), fit: false,
    });
    return (${SEEN})(text, begun);
  }`;

const SOUGHT = `(at, text) => {
    const begun = performance.now();
    void window.player.seek(at + 0.001);
    return (${SEEN})(text, begun);
  }`;
