import { UnicodeGraphemesAddon } from './graphemes.ts';
import headless, { type IBuffer, type Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { recordedBoots, recordedPort } from '../../../testing/console/recordings.ts';
import type { TerminalSnapshot } from './snapshot.ts';
import { KEPT_LINES, SnapshotTerminal } from './snapshot-terminal.ts';

const SIZE = { columns: 40, rows: 10 };

function viewer(): Terminal {
  const terminal = new headless.Terminal({
    ...{ cols: SIZE.columns, rows: SIZE.rows, scrollback: KEPT_LINES },
    ...{ allowProposedApi: true, scrollOnEraseInDisplay: true },
  });
  terminal.loadAddon(new UnicodeGraphemesAddon());
  return terminal;
}

const write = (terminal: Terminal, data: Uint8Array | string) =>
  new Promise<void>((written) => terminal.write(data, written));

/** Every cell with its colours, without empty ones at the end of a line. */
function linesOf(buffer: IBuffer): string[] {
  const cell = buffer.getNullCell();
  return Array.from({ length: buffer.length }, (_, row) => {
    const line = buffer.getLine(row);
    const cells = Array.from({ length: line?.length ?? 0 }, (__, column) => {
      line?.getCell(column, cell);
      const looks = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
      const flags = [cell.isBold(), cell.isUnderline(), cell.isInverse()].map(Number).join('');
      return cell.getChars() === ''
        ? ` ${looks.slice(2).join()}`
        : `${cell.getChars()} ${looks.join()} ${flags}`;
    });
    return cells.join('|').replace(/(\| 0,(-1|0))+$/, '') + (line?.isWrapped === true ? '<' : '');
  });
}

const seenIn = ({ buffer, modes }: Terminal) => ({
  type: buffer.active.type,
  cursor: [buffer.active.cursorX, buffer.active.cursorY],
  lines: linesOf(buffer.active).join('\n').trimEnd(),
  modes,
});

async function whole(bytes: Uint8Array, more: string) {
  const terminal = viewer();
  await write(terminal, bytes);
  await write(terminal, more);
  return seenIn(terminal);
}

/** What a viewer sees that is shown a snapshot of the first bytes and is sent the rest. */
async function attached(bytes: Uint8Array, cut: number, more: string) {
  const drawing = new SnapshotTerminal(SIZE, 0);
  const snapshot = await drawing.draw(bytes.subarray(0, cut), 0);
  drawing.dispose();
  return follow(snapshot, bytes, more);
}

async function follow(snapshot: TerminalSnapshot | null, bytes: Uint8Array, more: string) {
  const terminal = viewer();
  if (snapshot !== null) await write(terminal, snapshot.data);
  await write(terminal, bytes.subarray(snapshot?.offset ?? 0));
  await write(terminal, more);
  return seenIn(terminal);
}

/** Shows what is set in a terminal: margins, saved cursor, character sets, tab stops, rendition. */
const PROBE = 'qx\t!\t!\r\n\n\n\n\n\n\n\n\n\n\n\n#\x1b[H@\x1b[1;38HWRAP?\x0eqq\x0fqq\x1b8S';

const CASES = {
  'colours and long lines': `\x1b[31mred ${'wrapped '.repeat(8)}\x1b[44m\x1b[K\r\n\x1b[0mplain\r\n\x1b[1;7mbold\r\n`,
  'characters of several bytes, wide ones and combined ones':
    'é\r\n漢字漢字\r\n👩‍👩‍👧 e\u0301 🏳️‍🌈\r\n|\r\n'.repeat(2),
  'a scroll region': 'a\r\nb\r\n\x1b[3;6rtop\r\n1\r\n2\r\n3\r\n4\r\n5\r\n\x1b[?6h\x1b[2;2Hx\r\ny\r\n',
  'a saved cursor': 'one\r\n\x1b[32mtwo\x1b7\r\n\x1b[0mthree\r\n\x1b[999;999H\r\n\x1b8back\r\nend\r\n',
  'character sets': '\x1b(0qqq\r\n\x1b(B\x1b)0abc\x0elqk\r\nmqj\r\n\x0fplain\r\n',
  'the alternate screen':
    'shell\r\n\x1b[33m$ vi\r\n\x1b[?1049h\x1b[2J\x1b[Hin\r\nvi\r\n\x1b[2;4r\x1b[4Hx\r\ny\r\n\x1b[?1049l\r\nout\r\n',
  'tab stops': '\x1b[3g\x1b[5G\x1bH\x1b[9G\x1bH\r\n\ta\tb\r\n\x1b[5G\x1b[g\r\n\tc\r\n',
  modes:
    '\x1b[?7l\r\nno wrap\r\n\x1b[?7h\x1b[4hins\r\n\x1b[?25l\x1b[?1h\x1b[?2004h\r\n\x1b[?1002h\x1b[?1006h\r\n\x1b[!p\r\n\x1bcnew\r\n',
  strings:
    '\x1b]0;a title\nwith a line\x07x\r\n\x1bPq\r\n#0~\x1b\\y\r\n\u009d52;c;AAAA\u009cz\r\n\x1b]never\r\nends\r\n',
  'cleared screens': `${'l\r\n'.repeat(14)}\x1b[2J\x1b[Hfirst\r\nsecond\r\n\x1b[2Jthird\r\n\x1b[1Jfourth\r\n`,
};

describe.each(Object.entries(CASES))('%s', (_, text) => {
  const bytes = Buffer.from(text);

  it('a snapshot and the rest look like everything, wherever it is cut', async () => {
    const expected = await whole(bytes, PROBE);
    for (let cut = 1; cut <= bytes.length; cut++)
      expect(await attached(bytes, cut, PROBE), `cut at ${cut}`).toEqual(expected);
  });
});

describe.each(recordedBoots())('the boot %s', (boot) => {
  it.each([0, 1])(
    'on port %i: a snapshot made from an earlier one, and the rest, look like everything',
    async (port) => {
      const bytes = recordedPort(boot, port);
      const expected = await whole(bytes, PROBE);
      let seed = bytes.length;
      let snapshot: TerminalSnapshot | null = null;
      for (let at = 0; at < bytes.length;) {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        at = Math.min(bytes.length, at + 1 + (seed % 9_001));
        const drawing: SnapshotTerminal = new SnapshotTerminal(SIZE, 0);
        if (snapshot !== null) await drawing.restore(snapshot);
        const offset: number = snapshot?.offset ?? 0;
        snapshot = (await drawing.draw(bytes.subarray(offset, at), offset)) ?? snapshot;
        drawing.dispose();
        expect(await follow(snapshot, bytes, PROBE), `at ${at}`).toEqual(expected);
      }
    },
  );
});

it('marks lines of the log with their offsets, and says from where on it has them', async () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `line ${index} ${'.'.repeat(70)}\r\n`);
  const bytes = Buffer.from(lines.join(''));
  const drawing = new SnapshotTerminal({ columns: 100, rows: 10 }, 0);
  const snapshot = await drawing.draw(bytes, 0);
  const terminal = new headless.Terminal({ cols: 100, rows: 10, scrollback: 9000, allowProposedApi: true });
  await write(terminal, snapshot?.data ?? '');
  expect(snapshot?.marks.length).toBeGreaterThan(100);
  for (const [offset, line] of snapshot?.marks ?? []) {
    const text = terminal.buffer.active.getLine(line)?.translateToString(true) ?? '';
    expect(bytes.subarray(offset, offset + text.length).toString()).toBe(text);
  }
  expect(snapshot?.from).toBe(snapshot?.marks[0]?.[0]);
});
