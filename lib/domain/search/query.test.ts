import { describe, expect, it } from 'vitest';
import { ConsoleError } from '../../contract/error.ts';
import { marksOf } from './marks.ts';
import { parseSearch } from './query.ts';

const NOW = Date.parse('2026-02-10T12:00:00Z');
const parse = (text: string) => parseSearch(text, NOW);

function refusal(text: string): ConsoleError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConsoleError) return error;
  }
  throw new Error(`"${text}" was accepted`);
}

describe('a search', () => {
  it.each([
    ['PXE-E18', ['pxe-e18']],
    ['ipxe.org/040ee119', ['ipxe.org/040ee119']],
    ['/dev/vda  0x1f', ['/dev/vda', '0x1f']],
    ['error: no such device', ['error:', 'no', 'such', 'device']],
    ['https://host:8443/boot.ipxe', ['https://host:8443/boot.ipxe']],
    ['"Link is  down"', ['link is  down']],
    ['"node:edge"', ['node:edge']],
    ['say \\"hi', ['say', '\\"hi']],
    ['"a \\"quoted\\" word"', ['a "quoted" word']],
    ['"not closed', ['not closed']],
    ['node: edge-1', ['node:', 'edge-1']],
    ['key:"a b"', ['key:a b']],
    ['panic Panic PANIC', ['panic']],
    ['--verbose', ['--verbose']],
    ['[drm] (null)', ['[drm]', '(null)']],
    ["'; DROP TABLE block; --", ["';", 'drop', 'table', 'block;', '--']],
  ])('%s looks for %j', (text, terms) => {
    expect(parse(text)).toMatchObject({ terms, excluded: [] });
  });

  it('excludes text after a minus, also in quotes', () => {
    expect(parse('panic -test -"not syncing" -')).toMatchObject({
      terms: ['panic', '-'],
      excluded: ['test', 'not syncing'],
    });
  });

  it('has filters, which are no text', () => {
    expect(
      parse('PXE-E18 node:edge-1 Node:edge-* run:lab host:local stage:ipxe port:ttyS1 port:0 since:7d'),
    ).toEqual({
      terms: ['pxe-e18'],
      excluded: [],
      nodes: ['edge-1', 'edge-*'],
      runs: ['lab'],
      hosts: ['local'],
      stages: ['ipxe'],
      ports: [1, 0],
      since: NOW - 7 * 86_400_000,
      until: null,
    });
  });

  it('takes spans, dates and moments; a date is the whole day', () => {
    expect(parse('abc since:30m').since).toBe(NOW - 30 * 60_000);
    expect(parse('abc since:2w').since).toBe(NOW - 14 * 86_400_000);
    expect(parse('abc since:2026-02-01 until:2026-02-01')).toMatchObject({
      since: Date.parse('2026-02-01T00:00:00Z'),
      until: Date.parse('2026-02-01T23:59:59.999Z'),
    });
    expect(parse('abc until:2026-02-01T10:00:00Z').until).toBe(Date.parse('2026-02-01T10:00:00Z'));
  });

  it.each([
    ['', 'There is no text to look for.'],
    ['   ', 'There is no text to look for.'],
    ['node:edge-1', 'There is no text to look for.'],
    ['-panic', 'There is no text to look for.'],
    ['e1', '"e1" is too short: at least one text needs 3 characters.'],
    ['abc stage:bios', 'stage:bios is no stage.'],
    ['abc port:7', 'port:7 is no serial port.'],
    ['abc since:yesterday', 'since:yesterday is no time.'],
    ['abc since:2026-13-45', 'since:2026-13-45 is no time.'],
    ['abc since:1d until:2d', 'since: is later than until:.'],
    ['abc -node:edge', '-node: excludes a filter; only text can be excluded.'],
    ['a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 a11 a12 a13', '13 texts are too many.'],
  ])('refuses "%s" and says what to change', (text, message) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: 'invalid', message, errors: [{ field: 'q', message }] });
    expect(error.fix).not.toBe('');
  });

  it('reads any text in linear time', () => {
    expect(() => parse(`"${'\\'.repeat(20_000)}abc`)).not.toThrow();
    expect(() => parse(`${'-'.repeat(20_000)}abc`)).not.toThrow();
  });
});

describe('marks', () => {
  it('are where a line contains the terms, whatever their case; overlapping ones are one', () => {
    expect(marksOf('PXE-E18: Server pxe-e1 error', ['pxe-e1', 'e18', 'error'])).toEqual([
      [0, 7],
      [16, 22],
      [23, 28],
    ]);
  });

  it('are none where upper and lower case differ in length', () => {
    expect(marksOf('İ abc', ['abc'])).toEqual([]);
  });
});
