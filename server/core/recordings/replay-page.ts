import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PlayedTime } from '../../../lib/domain/replay/played-time.ts';
import type { ByteLog } from '../api.ts';
import { asciicast, type CastFacts } from './asciicast.ts';
import { SCRIPT, STYLE } from './replay-page-parts.ts';
import { timedLog } from './steps.ts';

/** Pictures beyond so many bytes are left out: a page of that size is still opened and sent by mail. */
const PICTURE_BYTES = 12 * 2 ** 20;

interface PagePicture {
  /** Milliseconds since the boot began. */
  readonly at: number;
  readonly picture: string;
}

export interface PageFacts extends CastFacts {
  readonly logs: readonly ByteLog[];
  readonly pictures: readonly PagePicture[];
  /** Reads one as PNG; null: it is gone. */
  readonly read: (picture: string) => Promise<Buffer | null>;
}

/**
 * A boot as one page that needs nothing else: both ports in asciinema's player, and the display beside it. Long pauses
 * are shortened, the same for all, so that they stay in step. It comes in parts, as logs may be long.
 */
export async function* replayPage(facts: PageFacts): AsyncGenerator<string, void> {
  const { logs, title, stages } = facts;
  const player = await playerFiles();
  const played = await playedTime(facts);
  const isUntimed = await areAllUntimed(logs, Date.parse(facts.startedAt));
  yield `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data:; font-src data:">
<title>${escaped(title)}</title>\n<style>\n${player.style}\n${STYLE}\n</style>\n`;
  yield `<h1>${escaped(title)}</h1>\n<p>${escaped(facts.startedAt)}. ${
    isUntimed ? 'No times were recorded: played at 115,200 baud.' : 'Pauses longer than 2 s are shortened.'
  }</p>\n<nav id="ports"></nav>\n<main><div id="player"></div><img id="screen" alt="Display" hidden></main>\n`;
  for (const log of logs) {
    yield `<script type="application/x-asciicast" data-port="${log.facts.port}">`;
    for await (const line of asciicast(log, { ...facts, stages }, (at) => played.toPlayed(at)))
      yield inScript(line);
    yield '</script>\n';
  }
  yield '<script type="application/json" id="pictures">[';
  yield* pictureEntries(facts, played);
  yield `]</script>\n<script>\n${player.script}\n</script>\n<script>\n${SCRIPT}\n</script>\n`;
  yield `<details><summary>Licence of asciinema-player</summary><pre>${escaped(player.licence)}</pre></details>\n</html>\n`;
}

async function* pictureEntries(
  { pictures, read }: PageFacts,
  played: PlayedTime,
): AsyncGenerator<string, void> {
  let left = PICTURE_BYTES;
  let separator = '';
  for (const { at, picture } of pictures) {
    const png = await read(picture);
    if (png === null || png.length > left) continue;
    left -= png.length;
    const source = `data:image/png;base64,${png.toString('base64')}`;
    yield `${separator}${JSON.stringify({ at: played.toPlayed(at) / 1000, source })}`;
    separator = ',';
  }
}

/** From all that happens: what is a pause for one port may not be one for the other. */
async function playedTime({ logs, pictures, stages, startedAt }: PageFacts): Promise<PlayedTime> {
  const began = Date.parse(startedAt);
  const timed = await Promise.all(logs.map((log) => timedLog(log, began)));
  const moments = [
    ...timed.map(({ steps }) => steps.map(({ at }) => at)),
    pictures.map(({ at }) => at),
    stages.map((stage) => Math.max(0, Date.parse(stage.startedAt) - began)),
  ].flat();
  return new PlayedTime(Float64Array.from(moments));
}

async function areAllUntimed(logs: readonly ByteLog[], began: number): Promise<boolean> {
  const timed = await Promise.all(logs.map((log) => timedLog(log, began)));
  return timed.every(({ timing }) => timing === 'none');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** JSON that cannot end the script element that it is in, nor begin a comment in it. */
const inScript = (json: string): string => json.replaceAll('<', String.raw`\u003c`);

/** asciinema's player, and its licence, which has to come with it. */
async function playerFiles(): Promise<{ script: string; style: string; licence: string }> {
  const bundle = createRequire(import.meta.url).resolve(
    'asciinema-player/dist/bundle/asciinema-player.min.js',
  );
  const [script, style, licence] = await Promise.all([
    readFile(bundle, 'utf8'),
    readFile(join(dirname(bundle), 'asciinema-player.css'), 'utf8'),
    readFile(join(dirname(bundle), '../../LICENSE'), 'utf8'),
  ]);
  return { script: script.replaceAll('</script', String.raw`<\/script`), style, licence };
}
