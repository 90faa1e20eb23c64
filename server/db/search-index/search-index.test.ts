import { statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Libsql from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { ownDirectory } from '../../testing/database.ts';
import type { Block, IndexedBoot, IndexQuery } from './api.ts';
import { isDamage, isFull } from './index-file.ts';
import { SearchIndex } from './search-index.ts';

const T = Date.UTC(2026, 1, 1);
const ALL: Omit<IndexQuery, 'terms'> = {
  ...{ excluded: [], boots: null, stages: [], ports: [], since: null, until: null, before: null },
  ...{ limit: 25, lines: 5, patience: 10_000 },
};

const boot = (id: string, startedAt = T): IndexedBoot => ({
  id,
  startedAt,
  stages: [
    { stage: 'firmware', at: startedAt, port: 0, offset: 0 },
    { stage: 'ipxe', at: startedAt + 1000, port: 0, offset: 100 },
  ],
});

/** Lines of 100 bytes each, one every second. */
const block = (texts: readonly string[], first = 0, startedAt = T): Block => ({
  start: first * 100,
  end: (first + texts.length) * 100,
  lines: texts.map((text, index) => ({
    ...{ text, offset: (first + index) * 100, at: startedAt + (first + index) * 1000 },
  })),
});

function opened(file = path.join(ownDirectory(), 'search.db')) {
  const index = new SearchIndex(file);
  let isOpen = true;
  const close = () => {
    if (isOpen) index.close();
    isOpen = false;
  };
  onTestFinished(close);
  const discard = () => {
    index.discard();
    isOpen = false;
  };
  const add = (of: IndexedBoot, port: number, full: readonly Block[], tail: Block | null = null) => {
    const { slot } = index.writer.begin(of);
    const last = full.at(-1)?.end ?? 0;
    index.writer.write(slot, port, { full, tail, resume: tail?.start ?? last, upTo: tail?.end ?? last });
    return slot;
  };
  const find = (terms: string, rest: Partial<IndexQuery> = {}) =>
    index.find({ ...ALL, ...rest, terms: terms.toLowerCase().split(' ') });
  const texts = (terms: string, rest: Partial<IndexQuery> = {}) =>
    find(terms, rest).boots.flatMap(({ lines }) => lines.map(({ text }) => text));
  return { index, file, add, find, texts, close, discard };
}

describe('the index', () => {
  it.each([
    ['PXE-E18', 'PXE-E18: Server response timeout.'],
    ['pxe-e18:', 'PXE-E18: Server response timeout.'],
    ['ipxe.org/040ee119', 'Could not boot: Error 0x040ee119 (https://ipxe.org/040ee119)'],
    ['0x040ee119 boot', 'Could not boot: Error 0x040ee119 (https://ipxe.org/040ee119)'],
    ['/dev/vda', 'EXT4-fs (/dev/vda1): mounted'],
    ['(/dev/vda1):', 'EXT4-fs (/dev/vda1): mounted'],
    ['größe', 'Größe der Platte: 8 GiB – zu klein'],
    ['8 GiB – zu', 'Größe der Platte: 8 GiB – zu klein'],
    ['100%', 'progress 100% [====>] "done"'],
    ['[====>]', 'progress 100% [====>] "done"'],
  ])('finds %s as a part of a line', (terms, line) => {
    const { add, texts } = opened();
    add(boot('a'), 0, [
      block([
        'PXE-E18: Server response timeout.',
        'Could not boot: Error 0x040ee119 (https://ipxe.org/040ee119)',
        'EXT4-fs (/dev/vda1): mounted',
        'Größe der Platte: 8 GiB – zu klein',
        'progress 100% [====>] "done"',
      ]),
    ]);
    expect(texts(terms)).toEqual([line]);
  });

  it('finds nothing in lines that only share the letters, or have an excluded text', () => {
    const { add, texts } = opened();
    add(boot('a'), 0, [block(['PXE-E16 and e18', 'PXE-', 'E18', 'PXE-E18 of a test'])]);
    expect(texts('pxe-e18')).toEqual(['PXE-E18 of a test']);
    expect(texts('pxe-e18', { excluded: ['test'] })).toEqual([]);
    expect(texts('pxe-e1 of no')).toEqual([]);
  });

  it('groups hits by boot, the latest first, with their number, times and first lines', () => {
    const { add, find } = opened();
    add(boot('old', T), 0, [block(['error 1', 'fine', 'error 2'])]);
    add(boot('new', T + 60_000), 1, [block(['error 3'], 0, T + 60_000)]);
    // Began in the same second.
    add(boot('same', T), 0, [block(['error 4'])]);
    const { boots, next } = find('error', { lines: 1 });
    expect(boots.map((each) => [each.boot, each.count, each.lines.length])).toEqual([
      ['new', 1, 1],
      ['same', 1, 1],
      ['old', 2, 1],
    ]);
    expect(boots[2]).toMatchObject({
      more: false,
      firstAt: T,
      lastAt: T + 2000,
      lines: [{ port: 0, offset: 0, at: T, stage: 'firmware', text: 'error 1' }],
    });
    expect(next).toBeNull();
  });

  it('filters by boot, port, stage and time', () => {
    const { add, texts } = opened();
    add(boot('a'), 0, [block(['error at 0', 'error at 1', 'error at 2'])]);
    add(boot('a'), 1, [block(['error on port 1'])]);
    add(boot('b', T + 86_400_000), 0, [block(['error of b'], 0, T + 86_400_000)]);
    expect(texts('error', { boots: ['b', 'unknown'] })).toEqual(['error of b']);
    expect(texts('error', { boots: [] })).toEqual([]);
    expect(texts('error', { ports: [1] })).toEqual(['error on port 1']);
    expect(texts('error', { stages: ['ipxe'] })).toEqual(['error at 1', 'error at 2']);
    expect(texts('error', { since: T + 1500, until: T + 3000 })).toEqual(['error at 2']);
    expect(texts('error', { since: T + 2000 })).toEqual(['error of b', 'error at 2']);
    expect(texts('error', { since: T + 10 * 86_400_000 })).toEqual([]);
  });

  it('gives pages, and ends one when the time is up', () => {
    const { add, find } = opened();
    for (let each = 0; each < 5; each++) add(boot(`b${each}`, T + each * 1000), 0, [block(['error'])]);
    const first = find('error', { limit: 2 });
    expect(first.boots.map((each) => each.boot)).toEqual(['b4', 'b3']);
    expect(first.searchedTo).toBe(T + 3000);
    const second = find('error', { limit: 9, before: first.next });
    expect(second.boots.map((each) => each.boot)).toEqual(['b2', 'b1', 'b0']);
    expect(second.next).toBeNull();
    const hurried = find('error', { patience: 0 });
    expect(hurried.boots).toHaveLength(1);
    expect(find('error', { before: hurried.next }).boots).toHaveLength(4);
  });

  it('counts as far as a thousand lines of a boot', () => {
    const { add, find } = opened();
    const many = Array.from({ length: 700 }, (_, index) => `error ${index}`);
    add(boot('a'), 0, [block(many), block(many, 700), block(many, 1400)]);
    expect(find('error').boots[0]).toMatchObject({ count: 1400, more: true });
  });

  it('looks up hundreds of blocks and boots', () => {
    const { add, find, index } = opened();
    for (let each = 0; each < 140; each++) {
      const slot = add(boot(`b${each}`, T + each * 1000), 0, [
        block(['common words', each === 7 ? 'a rare thing' : 'nothing']),
        block(['common again'], 2),
      ]);
      index.writer.finish(slot);
    }
    expect(find('common', { limit: 1000 }).boots).toHaveLength(140);
    expect(find('rare thing').boots.map((each) => each.boot)).toEqual(['b7']);
    const some = Array.from({ length: 70 }, (_, each) => `b${each * 2}`);
    expect(find('common', { limit: 1000, boots: some }).boots).toHaveLength(70);
  });
});

describe('lines that come in', () => {
  it('are found while their block grows, and after it was replaced and the boot has ended', () => {
    const { add, texts, index } = opened();
    const slot = add(boot('a'), 0, [], block(['login:']));
    expect(texts('login')).toEqual(['login:']);
    add(boot('a'), 0, [block(['login: root'])], block(['Password:'], 1));
    expect(texts('login')).toEqual(['login: root']);
    expect(texts('password')).toEqual(['Password:']);
    expect(index.boots(false)).toEqual(['a']);
    index.writer.finish(slot);
    expect(texts('password')).toEqual(['Password:']);
    expect(index.boots(true)).toEqual(['a']);
    expect(index.writer.begin(boot('a'))).toEqual({ slot, done: true });
  });

  it('take the stages that are known by then', () => {
    const { add, find, index } = opened();
    add({ ...boot('a'), stages: [] }, 0, [block(['error'])]);
    expect(find('error').boots[0]?.lines[0]?.stage).toBeNull();
    index.writer.begin(boot('a'));
    expect(find('error').boots[0]?.lines[0]?.stage).toBe('firmware');
  });

  it('are forgotten where the log is cut back, cut at its beginning, or removed', () => {
    const { add, texts, index } = opened();
    const blocks = [block(['one error']), block(['two error'], 1), block(['three error'], 2)];
    const slot = add(boot('a'), 0, blocks, block(['four error'], 3));
    add(boot('b'), 0, [block(['error of b'])]);
    const ofA = () => texts('error', { boots: ['a'] });
    index.writer.rewind(slot, 0, 250);
    expect(ofA()).toEqual(['one error', 'two error']);
    expect(index.writer.position(slot, 0)).toEqual({ resume: 200, upTo: 200 });
    index.writer.write(slot, 0, { full: [block(['new error'], 2)], tail: null, resume: 300, upTo: 300 });
    index.writer.cut(slot, 0, 150);
    expect(ofA()).toEqual(['two error', 'new error']);
    index.writer.rewind(slot, 0, 0);
    expect(ofA()).toEqual([]);
    expect(index.writer.position(slot, 0)).toEqual({ resume: 0, upTo: 0 });
    index.writer.forget('a');
    index.writer.forget('never there');
    expect(index.boots(false)).toEqual(['b']);
    expect(texts('error')).toEqual(['error of b']);
  });
});

describe('the file of the index', () => {
  it('is there again after it was closed, for its user alone', () => {
    const first = opened();
    expect(first.index.renewed).toBe('missing');
    first.add(boot('a'), 0, [block(['error'])]);
    first.close();
    expect(statSync(first.file).mode & 0o077).toBe(0);
    const second = opened(first.file);
    expect(second.index.renewed).toBeNull();
    expect(second.texts('error')).toEqual(['error']);
  });

  it.each([
    ['is no database', 'damaged', (file: string) => writeFileSync(file, 'x'.repeat(10_000))],
    ['was cut off', 'damaged', (file: string) => truncateSync(file, 4096)],
    ['is of another version', 'version', (file: string) => newer(file)],
  ] as const)('is made anew when it %s', (_, renewed, harm) => {
    const first = opened();
    first.add(boot('a'), 0, [block(['error'])]);
    first.close();
    harm(first.file);
    const second = opened(first.file);
    expect(second.index.renewed).toBe(renewed);
    expect(second.texts('error')).toEqual([]);
    second.add(boot('a'), 0, [block(['error'])]);
    expect(second.texts('error')).toEqual(['error']);
  });

  it('tells damage that is found later', () => {
    const { file, add, close } = opened();
    add(boot('a'), 0, [block(['error'])]);
    close();
    const database = new Libsql(file);
    database.exec("UPDATE block SET lines = x'00ff00ff'");
    database.close();
    const { texts, discard } = opened(file);
    let thrown: unknown;
    try {
      texts('error');
    } catch (error) {
      thrown = error;
    }
    expect(isDamage(thrown)).toBe(true);
    discard();
    expect(opened(file).index.renewed).toBe('missing');
  });

  it('keeps what was committed when there is no room for more', () => {
    const { file, add, close } = opened();
    add(boot('a'), 0, [block(['error before'])]);
    close();
    const small = new Libsql(file);
    const [pages] = z.tuple([z.number()]).parse(small.prepare('PRAGMA page_count').raw().get());
    small.close();
    const { index, texts } = opened(file);
    index.limitPages(pages + 4);
    let thrown: unknown;
    try {
      for (let each = 0; each < 100; each++) {
        const { slot } = index.writer.begin(boot(`b${each}`));
        const noise = Array.from({ length: 100 }, () => Math.random().toString(36));
        index.writer.write(slot, 0, { full: [block(noise)], tail: null, resume: 1, upTo: 1 });
      }
    } catch (error) {
      thrown = error;
    }
    expect(isFull(thrown)).toBe(true);
    expect(texts('error')).toEqual(['error before']);
    index.limitPages(100_000);
    const { slot } = index.writer.begin(boot('last'));
    index.writer.write(slot, 0, { full: [block(['error after'])], tail: null, resume: 1, upTo: 1 });
    expect(texts('error').toSorted()).toEqual(['error after', 'error before']);
  });
});

function newer(file: string): void {
  const database = new Libsql(file);
  database.exec('PRAGMA user_version = 999');
  database.close();
}
