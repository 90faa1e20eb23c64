import { describe, expect, test } from 'vitest';
import { KeyedMutex } from './keyed-mutex.ts';
import { ReadWriteLock } from './read-write-lock.ts';

/** Work that logs its begin and its end, and ends when told to. */
function work(name: string, log: string[]) {
  const { promise, end } = gate();
  const run = async () => {
    log.push(`${name} begins`);
    await promise;
    log.push(`${name} ends`);
    return name;
  };
  return { run, end };
}

function gate(): { promise: Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const promise = new Promise<void>((resolve) => (end = resolve));
  return { promise, end: () => end() };
}

describe('ReadWriteLock', () => {
  test('shared work runs side by side; exclusive work waits for it and is waited for', async () => {
    const lock = new ReadWriteLock();
    const log: string[] = [];
    const [a, b, alone, c] = [work('a', log), work('b', log), work('alone', log), work('c', log)];
    const all = [lock.shared(a.run), lock.shared(b.run), lock.exclusive(alone.run), lock.shared(c.run)];
    for (const each of [c, alone, b, a]) each.end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'alone', 'c']);
    expect(log.slice(0, 2)).toEqual(['a begins', 'b begins']);
    expect(log.slice(4)).toEqual(['alone begins', 'alone ends', 'c begins', 'c ends']);
  });

  test('a failure reaches only its own caller', async () => {
    const lock = new ReadWriteLock();
    const failing = lock.exclusive(() => Promise.reject(new Error('no')));
    const next = lock.exclusive(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});

describe('KeyedMutex', () => {
  test('work of one key runs in order, other keys do not wait for it', async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const [first, second, other] = [work('first', log), work('second', log), work('other', log)];
    const all = [mutex.run('a', first.run), mutex.run('a', second.run)];
    const elsewhere = mutex.run('b', other.run);
    other.end();
    expect(await elsewhere).toBe('other');
    expect(log).toEqual(['first begins', 'other begins', 'other ends']);
    second.end();
    first.end();
    await Promise.all(all);
    expect(log.slice(3)).toEqual(['first ends', 'second begins', 'second ends']);
  });

  test('a failure reaches only its own caller', async () => {
    const mutex = new KeyedMutex();
    const failing = mutex.run('a', () => Promise.reject(new Error('no')));
    const next = mutex.run('a', () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  test('is idle when also the work that other work submitted has ended', async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const inner = work('inner', log);
    void mutex.run('a', () => {
      void mutex.run('b', inner.run);
      return Promise.resolve();
    });
    inner.end();
    await mutex.idle();
    expect(log).toEqual(['inner begins', 'inner ends']);
  });
});
