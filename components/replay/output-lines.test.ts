import { expect, test } from 'vitest';
import { OutputLines } from './output-lines.ts';
import { RecordedPort } from './recorded-port.ts';

async function linesOf(text: string): Promise<OutputLines> {
  const bytes = new TextEncoder().encode(text);
  const part = {
    ...{ port: 1, start: 0, end: bytes.length, gaps: [], columns: 80, rows: 25, timing: 'recorded' as const },
    steps: [...bytes].flatMap(() => [10, 1]),
  };
  const port = new RecordedPort(part, (from, to) => Promise.resolve(bytes.subarray(from, to)));
  port.add(part);
  await port.load(0, port.length);
  return new OutputLines(port);
}

test('a hit is the line without colours, and the moment at which it was complete', async () => {
  const lines = await linesOf('one\r\n\u001b[1;31mPXE-\u001b[0mE18: timeout\r\nlast');
  const [hit] = lines.find('pxe-e18', 9);
  expect(hit).toEqual({ port: 1, position: 34, at: 340, line: 'PXE-E18: timeout' });
});

test('what the cursor separates is not one word; characters of several bytes keep the place', async () => {
  const lines = await linesOf('Boot\u001b[5;1HManager\r\nGrüße \r\nende');
  expect(lines.find('bootmanager', 9)).toEqual([]);
  expect(lines.find('GRÜSSE', 9)).toEqual([]);
  expect(lines.find('grüße', 9)).toMatchObject([{ line: 'Grüße', position: 29 }]);
});

test('not more than wanted, and nothing for nothing', async () => {
  const lines = await linesOf('x\nx\nx\n');
  expect(lines.find('x', 2)).toHaveLength(2);
  expect(lines.find('', 2)).toEqual([]);
});
