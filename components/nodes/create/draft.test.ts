import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, readDraft, type Draft } from './draft.ts';

const read = (part: Partial<Draft>) => readDraft({ ...EMPTY_DRAFT, template: 'ubuntu', ...part }, undefined);

describe('readDraft', () => {
  it('leaves out what was not filled in, so that the template decides', () => {
    expect(read({})).toEqual({ ok: true, input: { template: 'ubuntu', count: 1, start: true } });
  });
  it('takes a list of serials however it is separated', () => {
    expect(read({ count: '2', serials: 'AAAA1, BBBB2' })).toMatchObject({
      input: { serials: ['AAAA1', 'BBBB2'] },
    });
    expect(read({ count: '2', serials: 'AAAA1\nBBBB2' })).toMatchObject({
      input: { serials: ['AAAA1', 'BBBB2'] },
    });
  });
  it('knows a pattern by its index', () => {
    expect(read({ count: '3', serials: 'LAB{nn}X' })).toMatchObject({ input: { serialPattern: 'LAB{nn}X' } });
  });
  it.each([
    [{ count: '0' }, 'count'],
    [{ count: 'many' }, 'count'],
    [{ name: '-x' }, 'name'],
    [{ serials: 'x' }, 'serials'],
    [{ memoryMiB: '12' }, 'memoryMiB'],
    [{ diskGiB: '1.5' }, 'diskGiB'],
  ])('names the field of %j', (part, field) => {
    const result = read(part);
    expect(result.ok ? [] : [...result.errors.keys()]).toEqual([field]);
  });
});
