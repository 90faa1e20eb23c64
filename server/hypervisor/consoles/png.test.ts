import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pngFromPixmap } from './png.ts';

test('a pixmap becomes a PNG with the same pixels', () => {
  const pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 32, 35];
  const png = pngFromPixmap(Buffer.concat([Buffer.from('P6\n2 2\n255\n'), Buffer.from(pixels)]));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2, 2]);
  const data = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(data, data + png.readUInt32BE(data - 8)));
  expect([...rows]).toEqual([0, ...pixels.slice(0, 6), 0, ...pixels.slice(6)]);
});

test.each(['P3\n1 1\n255\n0 0 0', 'P6\n2 2\n255\nxx', ''])('%j is refused', (text) => {
  expect(() => pngFromPixmap(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'host-refused' }));
});
