import { type StoragePool, type StorageVol } from 'node-libvirt';

/**
 * virtlogd keeps this many files besides the one it writes, each up to 80 bytes short of 2 MiB (it cuts at line ends),
 * unless told otherwise in its configuration.
 */
const DEFAULT_BACKUPS = 3;
const ATTEMPTS = 5;

export interface SerialLogPart {
  /** Bytes since power-on of the first of `bytes`. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** False when the beginning is lost and its length could not be told: then `offset` is the least it can be. */
  readonly exact: boolean;
}

/**
 * The log of a serial port from `from` on, out of the file QEMU's daemon writes and those it has put aside (`.0` is
 * the newest). They are all bytes since power-on, because the log starts empty; unless the oldest of them had to
 * go. Then `known`, the bytes the caller has just before `from`, tells where the rest belongs.
 *
 * What is in there is the guest's: libvirt takes a log that begins like a disk image for one, so nothing that it
 * says of such a volume (capacity, format) may be believed. A download is the file's bytes, whatever they look like.
 */
export async function readSerialLog(
  freshPool: () => Promise<StoragePool | null>,
  name: string,
  from: number,
  known: Buffer,
): Promise<SerialLogPart> {
  for (let attempt = 1; ; attempt++) {
    const files = await logFiles(freshPool, name);
    const parts: Buffer[] = [];
    for (const file of files) parts.push(await download(file));
    // The log may have been put aside meanwhile, and then a part is here twice or not at all.
    if (attempt === ATTEMPTS || (await areStill(await logFiles(freshPool, name), files, parts))) {
      return place(Buffer.concat(parts), files.length > DEFAULT_BACKUPS, from, known);
    }
  }
}

/** Oldest first. */
async function logFiles(freshPool: () => Promise<StoragePool | null>, name: string): Promise<StorageVol[]> {
  const pool = await freshPool();
  if (pool === null) return [];
  const age = (file: string): number => {
    if (file === name) return -1;
    const suffix = file.startsWith(`${name}.`) ? file.slice(name.length + 1) : '';
    return /^\d{1,3}$/.test(suffix) ? Number(suffix) : Number.NaN;
  };
  return (await pool.listAllVolumes())
    .map((volume) => ({ volume, age: age(volume.name) }))
    .filter(({ age: years }) => !Number.isNaN(years))
    .sort((one, other) => other.age - one.age)
    .map(({ volume }) => volume);
}

/** Whether the newest file put aside, which every rotation replaces, begins as it did. */
async function areStill(
  now: readonly StorageVol[],
  then: readonly StorageVol[],
  parts: readonly Buffer[],
): Promise<boolean> {
  if (now.length !== then.length) return false;
  const newest = now.at(-2);
  if (newest === undefined) return true;
  const beginning = (parts.at(-2) ?? Buffer.alloc(0)).subarray(0, COMPARED_BYTES);
  return beginning.length === 0 || (await download(newest, beginning.length)).equals(beginning);
}
const COMPARED_BYTES = 4096;

/** `length` 0: all of it. */
async function download(volume: StorageVol, length = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await volume.download({ length: BigInt(length) })) {
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Which bytes since power-on these are. Where the caller's bytes are is believed before any counting: after a flood
 * that was read too slowly, log and port can differ by a few bytes, and counting would then tell some of them twice.
 */
export function place(kept: Buffer, mayBeCut: boolean, from: number, known: Buffer): SerialLogPart {
  const hasKnown = known.length > 0;
  if (hasKnown && from <= kept.length && kept.subarray(from - known.length, from).equals(known)) {
    return { offset: from, bytes: kept.subarray(from), exact: true };
  }
  const found = hasKnown ? kept.indexOf(known) : -1;
  if (found >= 0 && kept.indexOf(known, found + 1) < 0) {
    return { offset: from, bytes: kept.subarray(found + known.length), exact: true };
  }
  if (mayBeCut) return { offset: from, bytes: kept, exact: false };
  const offset = Math.min(from, kept.length);
  return { offset, bytes: kept.subarray(offset), exact: true };
}
