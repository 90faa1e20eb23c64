import headless from '@xterm/headless';
import { expect, it } from 'vitest';
import { mute } from './mute.ts';

const write = (terminal: headless.Terminal, data: string) =>
  new Promise<void>((written) => terminal.write(data, written));

/** Device attributes, status, position, modes, version, sizes, settings, colours, clipboard. */
const QUESTIONS = [
  ...['\x1b[c', '\x1b[>c', '\x1b[=c', '\x1b[5n', '\x1b[6n', '\x1b[?6n', '\x1b[?1$p', '\x1b[4$p'],
  ...['\x1b[>q', '\x1b[18t', '\x1bP$qm\x1b\\', '\x1b]4;1;?\x07', '\x1b]10;?\x07', '\x1b]11;?\x1b\\'],
  ...['\x1b]52;c;?\x07', '\x1bZ'],
];

it.each(QUESTIONS)('%j is not answered', async (question) => {
  const terminal = new headless.Terminal({ allowProposedApi: true });
  mute(terminal);
  const answers: string[] = [];
  terminal.onData((data) => answers.push(data));
  terminal.onBinary((data) => answers.push(data));
  await write(terminal, `${question}text`);
  expect(answers).toEqual([]);
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('text');
});

it.each([
  ['a link', 8, '\x1b]8;;https://example.org/\x07shown\x1b]8;;\x07'],
  ['the clipboard', 52, '\x1b]52;c;aGVsbG8=\x07shown'],
])('%s is not set', async (_, code, sequence) => {
  const terminal = new headless.Terminal({ allowProposedApi: true });
  let seen = 0;
  // Asked last, as what the terminal does by itself.
  terminal.parser.registerOscHandler(code, () => (seen += 1) > 0);
  mute(terminal);
  await write(terminal, sequence);
  expect(seen).toBe(0);
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('shown');
});
