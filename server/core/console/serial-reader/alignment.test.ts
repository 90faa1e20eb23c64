import { expect, test } from 'vitest';
import { align } from './alignment.ts';

const talk = Buffer.from(Array.from({ length: 1000 }, (_, line) => `line ${String(line)}\n`).join(''));

test('the file is behind: the stream continues where it ends', () => {
  expect(align(talk.subarray(0, 4000), talk.subarray(1000, 6000))).toEqual({
    kind: 'file-behind',
    from: 3000,
  });
});

test('the file is ahead: the stream is about to repeat it', () => {
  expect(align(talk.subarray(0, 6000), talk.subarray(1000, 4000))).toEqual({
    kind: 'file-ahead',
    skip: 2000,
  });
});

test('both at the same byte', () => {
  expect(align(talk, talk.subarray(500))).toEqual({ kind: 'file-behind', from: talk.length - 500 });
});

test('no alignment with too little data, nothing in common, or repetitive output', () => {
  expect(align(talk, talk.subarray(-100))).toBeNull();
  expect(align(talk.subarray(0, 3000), talk.subarray(5000))).toBeNull();
  const same = Buffer.alloc(9000, 'talktalk\n');
  expect(align(same.subarray(0, 5000), same)).toBeNull();
  expect(align(same, same.subarray(0, 256))).toBeNull();
  expect(align(same.subarray(0, 258), same)).toBeNull();
});
