import type { Random } from './random.ts';

/** Words that sit on some edge: of signs, of the protocol's limits, of the memory. */
const edges = [
  0, 1, 2, 3, 6, 7, 27, 28, 29, 16, 64, 20, 2048, 16_384, 16_385, 65_536, 262_144, 262_145, 4_194_304,
  4_194_305, 33_554_432, 33_554_436, 33_554_437, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff,
];

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const flipBits: Mutation = (bytes, random) => {
  for (let left = 1 + random.below(8); left > 0; left--) {
    const at = random.below(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at);
  }
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length));

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const added = Buffer.from(Array.from({ length: 1 + random.below(12) }, () => random.below(256)));
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
};

const remove: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8))]);
};

/** Counts, lengths, markers, types and statuses are all words on a multiple of four. */
const changeWord: Mutation = (bytes, random) => {
  if (bytes.length < 4) return bytes;
  const at = random.below(Math.floor(bytes.length / 4)) * 4;
  const near = bytes.readUInt32BE(at) + random.below(5) - 2;
  bytes.writeUInt32BE((random.below(3) === 0 ? near : random.pick(edges)) >>> 0, at);
  return bytes;
};

const changeLength: Mutation = (bytes, random) => {
  if (bytes.length < 4) return bytes;
  const near = bytes.readUInt32BE(0) + random.below(17) - 8;
  bytes.writeUInt32BE((random.below(2) === 0 ? near : random.pick(edges)) >>> 0, 0);
  return bytes;
};

const mutations = [flipBits, truncate, insert, remove, changeWord, changeWord, changeLength];

/** A copy of `bytes` with one thing wrong, now and then with several. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  do {
    if (changed.length === 0) return changed;
    changed = random.pick(mutations)(changed, random);
  } while (random.below(4) === 0);
  return changed;
}
