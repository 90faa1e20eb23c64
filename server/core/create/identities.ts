import { createHash, randomBytes } from 'node:crypto';

/** Bytes for the `attempt`th try of the node at `index`. */
type Source = (what: string, index: number, attempt: number) => Buffer;

/** Random; from a seed, the same each time. */
const sourceOf = (seed: string | undefined): Source =>
  seed === undefined
    ? () => randomBytes(32)
    : (what, index, attempt) => createHash('sha256').update(`${seed} ${what} ${index} ${attempt}`).digest();

function firstFree(make: (attempt: number) => string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt++) {
    const made = make(attempt);
    if (!taken.has(made)) return made;
  }
}

function uuidFrom(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  const variant = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant.toString(16)}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** In QEMU's range of MAC addresses. */
const macFrom = (bytes: Buffer): string => `52:54:00${[...bytes.subarray(0, 3)].map(colonHex).join('')}`;
const colonHex = (byte: number): string => `:${byte.toString(16).padStart(2, '0')}`;

export const newMac = (): string => macFrom(randomBytes(3));

interface Taken {
  readonly uuids: ReadonlySet<string>;
  readonly macs: ReadonlySet<string>;
}

export interface Identity {
  readonly uuid: string;
  readonly mac: string;
}

/**
 * UUIDs and MAC addresses for nodes that nobody gave any. With a seed they depend on the node's place in the request
 * only, so that other changes of the request do not change them.
 */
export function chooseIdentities(seed: string | undefined, count: number, taken: Taken): Identity[] {
  const source = sourceOf(seed);
  const uuids = new Set(taken.uuids);
  const macs = new Set(taken.macs);
  return Array.from({ length: count }, (_, index) => {
    const uuid = firstFree((attempt) => uuidFrom(source('uuid', index, attempt)), uuids);
    const mac = firstFree((attempt) => macFrom(source('mac', index, attempt)), macs);
    uuids.add(uuid);
    macs.add(mac);
    return { uuid, mac };
  });
}
