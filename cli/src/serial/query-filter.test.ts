import { expect, test } from 'vitest';
import { createQueryFilter } from './query-filter.ts';

const ESC = '\u001b';
/** Filters the text cut into pieces at the given places. */
function filtered(text: string, ...cuts: number[]): string {
  const bytes = Buffer.from(text);
  const filter = createQueryFilter();
  const ends = [...cuts, bytes.length];
  const parts = ends.map((end, index) => filter.filter(bytes.subarray(ends[index - 1] ?? 0, end)));
  return Buffer.concat(parts).toString('utf8');
}

test.each([
  ['device status', `a${ESC}[6nb`],
  ['device status, private', `a${ESC}[?6nb`],
  ['attributes', `a${ESC}[cb`],
  ['secondary attributes', `a${ESC}[>0cb`],
  ['tertiary attributes', `a${ESC}[=cb`],
  ['DECID', `a${ESC}Zb`],
  ['terminal parameters', `a${ESC}[1xb`],
  ['window reports', `a${ESC}[18tb`],
  ['mode', `a${ESC}[?2004$pb`],
  ['version', `a${ESC}[>qb`],
  ['keyboard', `a${ESC}[?ub`],
  ['colour, ended by BEL', `a${ESC}]10;?\u0007b`],
  ['colour, ended by ST', `a${ESC}]11;?${ESC}\\b`],
  ['clipboard', `a${ESC}]52;c;?\u0007b`],
  ['settings', `a${ESC}P$qm${ESC}\\b`],
  ['capabilities', `a${ESC}P+q544e${ESC}\\b`],
  ['graphics', `a${ESC}_Gi=1,a=q${ESC}\\b`],
  ['answerback', 'a\u0005b'],
  ['device status behind CSI of C1', 'a\u009b6nb'],
  ['attributes behind CSI of C1', 'a\u009b>0cb'],
  ['clipboard behind OSC of C1', 'a\u009d52;c;?\u009cb'],
  ['settings behind DCS of C1', 'a\u0090$qm\u009cb'],
  ['graphics behind APC of C1', `a\u009fGi=1,a=q${ESC}\\b`],
  ['DECID of C1', 'a\u009ab'],
  ['a question in C1 inside which another begins', 'a\u009b\u009b6nb'],
  ['a question inside which another begins', `a${ESC}[${ESC}[6nb`],
])('%s is taken out, cut at any byte', (_name, text) => {
  const length = Buffer.byteLength(text);
  for (let cut = 0; cut <= length; cut += 1) expect(filtered(text, cut)).toBe('ab');
});

test.each([
  ['text', 'Grüße, 世界\r\n\tü'],
  ['colours', `${ESC}[1;31mred${ESC}[0m`],
  ['movements', `${ESC}[2J${ESC}[10;20H${ESC}[K`],
  ['modes', `${ESC}[?25l${ESC}[?2004h`],
  ['character sets', `${ESC}(B${ESC})0`],
  ['a title', `${ESC}]0;title\u0007`],
  ['save and restore', `${ESC}7${ESC}8`],
])('%s stays, cut at any byte', (_name, text) => {
  const length = Buffer.byteLength(text);
  for (let cut = 0; cut <= length; cut += 1) expect(filtered(text, cut)).toBe(text);
});

test('a control of C1 stays in its form of two bytes, and alone it is no character', () => {
  expect(filtered('\u009b31mred\u009b0m')).toBe(`${ESC}[31mred${ESC}[0m`);
  expect(filtered(`${ESC}]0;Über\u009crest`)).toBe(`${ESC}]0;Über${ESC}\\rest`);
  const filter = createQueryFilter();
  expect(Buffer.from(filter.filter(Buffer.from([0x61, 0x9b, 0x36, 0x6e]))).toString('latin1')).toBe('a?6n');
});

test('a string without end is not kept for ever', () => {
  const filter = createQueryFilter();
  const megabyte = new Uint8Array(1_048_576).fill(0x41);
  expect(filter.filter(Buffer.concat([Buffer.from(`${ESC}]0;`), megabyte]))).toHaveLength(0);
  // CAN ends any sequence.
  expect(Buffer.from(filter.filter(Buffer.from('\u0018ok'))).toString()).toBe('ok');
});
