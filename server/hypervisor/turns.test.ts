import { describe, expect, test } from 'vitest';
import { Turns } from './turns.ts';

/** Work that ends when told to. */
function work(name: string, story: string[]) {
  let end = () => undefined;
  const promise = new Promise<void>((resolve) => {
    end = () => {
      resolve();
      return undefined;
    };
  });
  const run = async () => {
    story.push(`${name} begins`);
    await promise;
    story.push(`${name} ends`);
    return name;
  };
  return { run, end: () => end() };
}

describe('turns', () => {
  test('shared work goes on side by side, work alone waits for it and is waited for', async () => {
    const turns = new Turns();
    const story: string[] = [];
    const [a, b, alone, c] = ['a', 'b', 'alone', 'c'].map((name) => work(name, story));
    if (!a || !b || !alone || !c) throw new Error('there are four');
    const all = [turns.shared(a.run), turns.shared(b.run), turns.alone(alone.run), turns.shared(c.run)];
    for (const each of [c, alone, b, a]) each.end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'alone', 'c']);
    expect(story.slice(0, 2)).toEqual(['a begins', 'b begins']);
    expect(story.slice(4)).toEqual(['alone begins', 'alone ends', 'c begins', 'c ends']);
  });

  test('a failure is its own; the next one still gets its turn', async () => {
    const turns = new Turns();
    const failing = turns.alone(() => Promise.reject(new Error('no')));
    const next = turns.alone(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
