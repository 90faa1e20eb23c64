import { comparableLine } from '../../../lib/domain/boot-comparison/comparable-line.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { LineScreen, type LineEvents, Triggers } from '../../../lib/domain/recogniser/line-screen.ts';
import type { ByteLog } from './api.ts';

/** Enough for a screen of ordinary lines. */
const READ_BYTES = 8 * 1024;
const LINE_CHARACTERS = 240;

const NO_TRIGGERS = new Triggers();

/** Keeps the last lines. What repeats itself, as progress does, replaces the line before. */
class LastLines implements LineEvents {
  readonly triggers = NO_TRIGGERS;
  readonly isCurious = false;
  readonly lines: string[] = [];
  readonly #most: number;
  #key = '';

  constructor(most: number) {
    this.#most = most;
  }

  completed({ text }: LineScreen): void {
    if (text === '') return;
    const line = printable(text.slice(0, LINE_CHARACTERS));
    const key = comparableLine(line);
    if (key === this.#key && key !== '') this.lines.pop();
    this.#key = key;
    this.lines.push(line);
    if (this.lines.length > this.#most) this.lines.shift();
  }

  grew(): void {
    // Only whole lines count.
  }

  moved(): void {
    // As above.
  }

  firmwareReset(): void {
    // What was printed before it stays in sight.
  }
}

/** The last lines of a log; also one that has not ended, which may be a prompt. */
export async function tailLines(log: ByteLog, most: number): Promise<string[]> {
  const { start, end } = log.facts;
  const from = Math.max(start, end - READ_BYTES);
  const last = new LastLines(most);
  const screen = new LineScreen(last);
  for (let position = from; position < end;) {
    const chunk = await log.read(position, end - position);
    if (chunk === null) break;
    if (chunk.kind === 'gap') {
      screen.interrupt();
      position = chunk.to;
      continue;
    }
    const bytes = position === from && from > start ? afterFirstLine(chunk.bytes) : chunk.bytes;
    screen.push(bytes, chunk.offset);
    position = chunk.offset + chunk.bytes.length;
  }
  screen.interrupt();
  return last.lines;
}

/** Without the line that was cut by reading from the middle of the log; all of it, if it is a single line. */
function afterFirstLine(bytes: Buffer): Buffer {
  const feed = bytes.indexOf(10);
  return feed === -1 ? bytes : bytes.subarray(feed + 1);
}
