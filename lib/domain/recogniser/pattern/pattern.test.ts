import { describe, expect, test } from 'vitest';
import { Pattern } from './pattern.ts';

const sources = [
  'a',
  '^a.*b$',
  '(?:^|x)(ab|a)(?:b|c)*',
  '^(.*?) ?\\(https?://x/(?:4c|2d)[0-9a-f]*/?\\)',
  '\\bdisk\\b|\\bdd: ',
  '[^a-c]\\d{2,3}[]x-]',
  '(a*)*b',
  '^Client Error: ((?:401|403) .*)',
  '"UEFI [^"]+" (?:from|to) (\\w+)',
  '(a|ab)(c|bcd)(d*)',
  'x?y??(z+?)z',
  '(a{0,3}b?){2}c',
  '^\\s*$',
];
const alphabet = [
  'a',
  'b',
  'c',
  'd',
  'x',
  'y',
  'z',
  ' ',
  '4',
  '2',
  'disk',
  '"',
  '(',
  'https://x/2d0c',
  ')',
  'é',
  '-',
];
const MORE = ['Client Error: 403 No', '"UEFI HTTP" from Boot', 'abcd', 'dd: ', 'a disk.', 'disks'];

describe.each(sources)('%s', (source) => {
  test('matches what regular expressions match', () => {
    // `u` off: the pattern counts UTF-16 units, too.
    const peer = new RegExp(source.replace('[]x-]', '[\\]x-]'));
    const pattern = new Pattern(source);
    let seed = source.length;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    for (let round = 0; round < 600; round++) {
      const line =
        MORE[round] ??
        Array.from({ length: random(12) }, () => alphabet[random(alphabet.length)] ?? '').join('');
      expect([line, pattern.test(line)]).toEqual([line, peer.test(line)]);
      // Where an empty repetition is the group, the two count differently; nobody needs that.
      if (source === '(a*)*b' || source.startsWith('(a{0,3}')) continue;
      const found = peer.exec(line);
      expect([line, pattern.exec(line)]).toEqual([line, found === null ? null : (found[1] ?? '')]);
    }
  });
});

test('any case', () => {
  const pattern = new Pattern('^(emergency) [m-n]ode', { anyCase: true });
  expect(pattern.exec('EmerGency Mode')).toBe('EmerGency');
  expect(pattern.test('EMERGENCY @ODE')).toBe(false);
});

test.each([
  ['(?=a)', /look ahead.*unlike.*character 2/],
  ['(a', /"\)" is missing/],
  ['a)', /without its "\("/],
  ['*a', /nothing that "\*" could repeat.*character 2/],
  ['a**', /use a group/],
  ['[a', /"\]" is missing/],
  ['\\q', /"\\q" is not known/],
  ['a{2000}', /at most 100/],
  ['(?:.{100}){100}', /too large/],
  ['é', /ASCII/],
  ['(a)\\1', /not known/],
])('%s is refused, saying why and where', (source, why) => {
  expect(() => new Pattern(source)).toThrow(why);
});

test('a pattern with more states than are kept matches the same after they were forgotten', () => {
  const source = '(a|b)*a(?:a|b){10}c';
  const [pattern, peer] = [new Pattern(source), new RegExp(source)];
  for (let round = 0; round < 400; round++) {
    // The bits of a multiple of a large prime: every order of the two letters.
    const letters = ((round * 7_368_787) >>> 0).toString(2).replaceAll('0', 'a').replaceAll('1', 'b');
    for (const line of [letters, `${letters}c`, `${letters}ac`])
      expect([line, pattern.test(line)]).toEqual([line, peer.test(line)]);
  }
});

// Its time limit is the check: the usual engines would need longer than the age of the universe.
test('patterns that are bad for other engines take linear time', { timeout: 20_000 }, () => {
  for (const source of [
    '(a*)*b',
    '^(a*)*b',
    '^(a|aa)+c',
    '(a|a)*b',
    '(?:a?){60}a{60}b',
    'a*a*a*a*a*b',
    '(.*)x(.*)y(.*)z$',
  ]) {
    const pattern = new Pattern(source);
    for (let round = 0; round < 50; round++) {
      expect(pattern.test('a'.repeat(1024 - round))).toBe(false);
      expect(pattern.exec(`${'xy'.repeat(500)}w${String(round)}`)).toBe(null);
    }
  }
});
