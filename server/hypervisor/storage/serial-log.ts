import { isLibvirtError, type StorageVol } from 'node-libvirt';
import type { SerialLogPart } from '../api.ts';
import { download } from './volumes.ts';

/**
 * virtlogd keeps this many files besides the one it writes, each up to 80 bytes short of 2 MiB (it cuts at line ends),
 * unless its configuration says otherwise.
 */
const DEFAULT_BACKUPS = 3;
const ATTEMPTS = 5;

/** The host's volumes by their paths. */
export interface LogVolumes {
  /** Null while libvirt does not know it. */
  find(path: string): Promise<StorageVol | null>;
  /** Refreshes the pool: libvirt does not notice the files that virtlogd creates in it. */
  refresh(): Promise<unknown>;
}

/** Which bytes are wanted: see `readSerialLog`. */
export interface LogPosition {
  readonly from: number;
  readonly known: Buffer;
}

/** Reads only the rest of the newest file if it continues where the caller's bytes end; else all files. */
export class SerialLogs {
  readonly #volumes: LogVolumes;
  /** Where a path's newest file was last found to begin. Only a guess: it may have been rotated since. */
  readonly #begins = new Map<string, number>();

  constructor(volumes: LogVolumes) {
    this.#volumes = volumes;
  }

  /**
   * The log of a serial port starting at `from`, from the file that virtlogd writes and the rotated ones (`.0` is the
   * newest). Together they hold all bytes since power-on, because the log starts empty, unless the oldest were
   * discarded. Then `known`, the caller's bytes just before `from`, determines where the rest belongs.
   *
   * The guest controls the content: libvirt takes a log that begins like a disk image for one, so what it reports of
   * such a volume (capacity, format) cannot be trusted. A download returns the file's bytes, whatever they look like.
   */
  async read(path: string, { from, known }: LogPosition): Promise<SerialLogPart> {
    const rest = await this.#rest(path, from, known);
    if (rest !== null) return rest;
    const { files, newest } = await this.#allFiles(path, from);
    const part = place(Buffer.concat(files), files.length > DEFAULT_BACKUPS, from, known);
    if (part.exact) this.#begins.set(path, part.offset + part.bytes.length - newest);
    else this.#begins.delete(path);
    return part;
  }

  /** Null when the newest file alone does not suffice. */
  async #rest(path: string, from: number, known: Buffer): Promise<SerialLogPart | null> {
    const at = from - known.length - (this.#begins.get(path) ?? 0);
    if (known.length === 0 || at < 0) return null;
    const volume = await this.#volumes.find(path);
    if (volume === null) return null;
    const bytes = await download(volume, at).catch(goneIsEmpty);
    // The file does not reach that far yet: virtlogd writes it a moment after the port has delivered the output.
    if (bytes.length > 0 && bytes.length < known.length && known.subarray(0, bytes.length).equals(bytes))
      return { offset: from - known.length + bytes.length, bytes: Buffer.alloc(0), exact: true };
    if (!bytes.subarray(0, known.length).equals(known)) return null;
    // Repetitive output may also match in a rotated file.
    if (bytes.includes(known, 1)) return null;
    return { offset: from, bytes: bytes.subarray(known.length), exact: true };
  }

  /** The files, oldest first, and the length of the newest. */
  async #allFiles(path: string, from: number): Promise<{ files: Buffer[]; newest: number }> {
    for (let attempt = 1; ; attempt++) {
      if ((await this.#volumes.find(path)) === null) await this.#volumes.refresh();
      const volume = await this.#volumes.find(path);
      if (volume === null) return { files: [], newest: 0 };
      const newest = await download(volume).catch(goneIsEmpty);
      if (newest.length === 0 && from === 0) return { files: [newest], newest: 0 };
      await this.#volumes.refresh();
      const files = [...(await this.#putAside(path)), newest];
      // The log may have been rotated meanwhile; a part would then be here twice or not at all.
      const last = newest.subarray(-COMPARED_BYTES);
      const now = await download(volume, newest.length - last.length, last.length).catch(goneIsEmpty);
      if (attempt === ATTEMPTS || now.equals(last)) return { files, newest: newest.length };
    }
  }

  /** Oldest first. */
  async #putAside(path: string): Promise<Buffer[]> {
    const files: Buffer[] = [];
    for (let age = 0; ; age++) {
      const volume = await this.#volumes.find(`${path}.${age}`);
      if (volume === null) return files.reverse();
      files.push(await download(volume).catch(goneIsEmpty));
    }
  }
}
const COMPARED_BYTES = 4096;

/** A file that libvirt still lists may be gone from the folder. */
function goneIsEmpty(error: unknown): Buffer {
  if (isLibvirtError(error) && error.kind === 'libvirt') return Buffer.alloc(0);
  throw error;
}

/**
 * Which bytes since power-on these are. The position of the caller's bytes takes precedence over counting: after a
 * flood that was read too slowly, log and port can differ by a few bytes, and counting would repeat some of them.
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
