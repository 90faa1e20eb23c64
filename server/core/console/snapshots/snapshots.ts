import type { ByteLog } from '../../api.ts';
import { DrawingThread } from './drawing-thread.ts';
import type { TerminalSize, TerminalSnapshot } from './snapshot.ts';

/** Bytes that are drawn for a snapshot; a screen that older output still shows a part of lacks that part. */
const DRAWN_MOST = 512 * 1024;
const READ_BYTES = 1024 * 1024;
/** A snapshot serves whoever is content with so many bytes after it. */
const NEAR = 128 * 1024;
/** What may be kept of all ports, in bytes, and for how long without being asked for. */
const KEPT_BYTES = 16 * 1024 * 1024;
const KEPT_MS = 10 * 60_000;
/** Of the log before a snapshot that is made use of: so many bytes show that it is still the same log. */
const PROOF_BYTES = 64;

interface Kept {
  readonly snapshot: TerminalSnapshot;
  readonly proof: Buffer;
  usedAt: number;
}

/**
 * Snapshots of what terminals show of a log. They are made when a viewer wants one, from the last one of the same size: no
 * terminal is kept, so that a port which nobody looks at costs nothing.
 */
export class Snapshots {
  readonly #thread = new DrawingThread();
  /** The one used last is the last. */
  readonly #kept = new Map<string, Kept>();
  readonly #making = new Map<string, Promise<TerminalSnapshot | null>>();

  /**
   * What a terminal of that size shows at the end of a log, or a little before it; null if it cannot be drawn. `id` names
   * the port and the boot.
   */
  take(id: string, log: ByteLog, size: TerminalSize): Promise<TerminalSnapshot | null> {
    const key = `${id} ${size.columns}x${size.rows}`;
    const made = this.#making.get(key) ?? this.#take(key, log, size).finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }

  async #take(key: string, log: ByteLog, size: TerminalSize): Promise<TerminalSnapshot | null> {
    const { end } = log.facts;
    const kept = await this.#known(key, log);
    if (kept !== null && end - kept.offset <= NEAR) return kept;
    const made = await this.#make(log, size, kept, end);
    if (made === null) return kept;
    this.#keep(key, { snapshot: made, proof: await proofOf(log, made.offset), usedAt: Date.now() });
    return made;
  }

  async #make(log: ByteLog, size: TerminalSize, kept: TerminalSnapshot | null, end: number) {
    const { start, gaps } = log.facts;
    const from = Math.max(start, gaps.at(-1)?.to ?? 0, end - DRAWN_MOST);
    if (kept !== null && kept.offset >= from) {
      const bytes = await read(log, kept.offset, end);
      if (bytes === null) return null;
      return this.#thread.draw({ size, previous: kept, earlier: null, bytes, offset: kept.offset });
    }
    const earlier = from > start ? await readWhatIsThere(log, start, from) : null;
    const bytes = await read(log, from, end);
    if (bytes === null) return null;
    const begin = earlier === null ? 0 : afterLine(bytes);
    const drawn = bytes.subarray(begin);
    return this.#thread.draw({ size, previous: null, earlier, bytes: drawn, offset: from + begin });
  }

  async #known(key: string, log: ByteLog): Promise<TerminalSnapshot | null> {
    const kept = this.#kept.get(key);
    if (kept === undefined) return null;
    this.#kept.delete(key);
    if (!(await proofOf(log, kept.snapshot.offset)).equals(kept.proof)) return null;
    this.#keep(key, kept);
    return kept.snapshot;
  }

  #keep(key: string, kept: Kept): void {
    const now = Date.now();
    kept.usedAt = now;
    this.#kept.set(key, kept);
    let size = 0;
    for (const { snapshot } of this.#kept.values()) size += sizeOf(snapshot);
    for (const [old, { snapshot, usedAt }] of this.#kept) {
      if (size <= KEPT_BYTES && now - usedAt < KEPT_MS) break;
      this.#kept.delete(old);
      size -= sizeOf(snapshot);
    }
  }
}

/** A character may take two bytes, and a mark takes an array of two numbers. */
const sizeOf = ({ data, marks }: TerminalSnapshot): number => 2 * data.length + 32 * marks.length;

function afterLine(bytes: Uint8Array): number {
  return bytes.indexOf(10) + 1;
}

async function proofOf(log: ByteLog, offset: number): Promise<Buffer> {
  const chunk = await log.read(Math.max(0, offset - PROOF_BYTES), PROOF_BYTES);
  return chunk?.kind === 'bytes' ? chunk.bytes : Buffer.alloc(0);
}

/** Null if some are missing: the viewer is told so by the log itself. */
async function read(log: ByteLog, from: number, to: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  for (let at = from; at < to;) {
    const chunk = await log.read(at, Math.min(READ_BYTES, to - at));
    if (chunk?.kind !== 'bytes') return null;
    parts.push(chunk.bytes);
    at += chunk.bytes.length;
  }
  return Buffer.concat(parts);
}

async function readWhatIsThere(log: ByteLog, from: number, to: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let at = from; at < to;) {
    const chunk = await log.read(at, Math.min(READ_BYTES, to - at));
    if (chunk === null) break;
    if (chunk.kind === 'bytes') parts.push(chunk.bytes);
    at = chunk.kind === 'gap' ? chunk.to : at + chunk.bytes.length;
  }
  return Buffer.concat(parts);
}
