/**
 * Ids of blocks: the boot's slot, the port, the number of the block. So those of one boot follow each other, the boot that
 * began last has the highest, and what FTS5 finds in descending order comes boot by boot, the latest first.
 */
const BLOCKS = 2 ** 20;
const PORTS = 4;

export const PER_SLOT = BLOCKS * PORTS;
export const MOST_BLOCKS = BLOCKS;

export const blockId = (slot: number, port: number, block: number): number =>
  slot * PER_SLOT + port * BLOCKS + block;
export const slotOf = (id: number): number => Math.floor(id / PER_SLOT);
export const portOf = (id: number): number => Math.floor((id % PER_SLOT) / BLOCKS);
export const numberOf = (id: number): number => id % BLOCKS;

export const isIndexedPort = (port: number): boolean => port < PORTS;

/** 31 bits of seconds from here on, so that ids have at most 53. */
const EPOCH_MS = Date.UTC(2020, 0, 1);
const LAST_SLOT = 2 ** 31 - 2;

/** Of a boot that began then, if no other one has it. */
export const firstSlot = (startedAt: number): number =>
  Math.min(LAST_SLOT, Math.max(0, Math.floor((startedAt - EPOCH_MS) / 1000)));
export const beginOfSlot = (slot: number): number => slot * 1000 + EPOCH_MS;
