import type { PortLog } from '../../../../lib/contract/boot.ts';
import type { Arrival, ByteChunk } from '../../api.ts';
import type { Recording } from './recording.ts';

/** A range of asterisks in place of what the guest sent. */
export interface Redaction {
  readonly from: number;
  readonly to: number;
}

export interface Redactions {
  /** Recorded by an earlier process of this server. */
  readonly known: readonly Redaction[];
  /** Called with all ranges whenever one is added. */
  readonly keep: (redacted: readonly Redaction[]) => void;
}

/** Longer than any stored password. */
const VEIL_MAX = 4096;
const ASTERISK = 0x2a;
const LINE_FEED = 0x0a;
const BRACKET = 0x5b;

const isPrinted = (byte: number): boolean => byte > 0x20;

/**
 * A recording that does not keep passwords. The guest should not echo one; if it does, its output on that line becomes
 * asterisks here, before any viewer, recogniser or file receives it. Offsets do not change.
 */
export class RedactedRecording implements Recording {
  readonly #recording: Recording;
  readonly #redacted: Redaction[];
  readonly #keep: Redactions['keep'];
  /** Everything from here to the end of the line is redacted. */
  #from: number | null = null;
  /** Kernel messages before that line are redacted back to here. */
  #begin = 0;
  /** A kernel message interrupts the line; the echo continues after it. */
  #isKernels = false;

  constructor(recording: Recording, { known, keep }: Redactions = { known: [], keep: () => undefined }) {
    this.#recording = recording;
    this.#redacted = [...known];
    this.#keep = keep;
  }

  get live(): boolean {
    return this.#recording.live;
  }

  get facts(): PortLog {
    return this.#recording.facts;
  }

  get end(): number {
    return this.#recording.end;
  }

  get backlog(): number {
    return this.#recording.backlog;
  }

  /** Redacts everything from now to the end of the line. */
  redact(): void {
    this.#from = this.end;
    this.#begin = this.end;
  }

  append(bytes: Uint8Array): void {
    const begin = this.end;
    this.#recording.append(this.#from === null ? this.#again(bytes, begin) : this.#cover(bytes, begin));
  }

  /** The same bytes with the redactions applied, to compare with what the guest sent. */
  asKept(bytes: Buffer, begin: number): Buffer {
    return Buffer.from(this.#again(bytes, begin));
  }

  /** The unredacted bytes at the end of `bytes`, which end at `end`. */
  afterRedaction(bytes: Buffer, end: number): Buffer {
    const last = Math.max(0, ...this.#redacted.map(({ to }) => Math.min(to, end)));
    return bytes.subarray(Math.max(0, bytes.length - (end - last)));
  }

  read(from: number, limit: number): Promise<ByteChunk | null> {
    return this.#recording.read(from, limit);
  }

  times(from: number, to: number): Promise<readonly Arrival[]> {
    return this.#recording.times(from, to);
  }

  watch(listener: () => void): () => void {
    return this.#recording.watch(listener);
  }

  skip(to: number, reason: string): void {
    this.#recording.skip(to, reason);
  }

  flushed(): Promise<void> {
    return this.#recording.flushed();
  }

  rewind(offset: number): Promise<void> {
    return this.#recording.rewind(offset);
  }

  finish(): Promise<void> {
    return this.#recording.finish();
  }

  dispose(): Promise<void> {
    return this.#recording.dispose();
  }

  /** Repeats the redaction of bytes that come again, as after a rewind. */
  #again(bytes: Uint8Array, begin: number): Uint8Array {
    const within = this.#redacted.filter(({ from, to }) => to > begin && from < begin + bytes.length);
    if (within.length === 0) return bytes;
    const copy = Uint8Array.from(bytes);
    for (const { from, to } of within) cover(copy, from - begin, to - begin);
    return copy;
  }

  #cover(bytes: Uint8Array, begin: number): Uint8Array {
    const to = this.#endOfVeil(bytes, begin);
    const from = Math.max(0, this.#begin - begin);
    const copy = Uint8Array.from(this.#again(bytes, begin));
    if (cover(copy, from, to)) {
      this.#redacted.push({ from: begin + from, to: begin + to });
      this.#keep(this.#redacted);
    }
    return copy;
  }

  /** How many of these bytes are redacted; the redaction ends with the line. */
  #endOfVeil(bytes: Uint8Array, begin: number): number {
    for (const [index, byte] of bytes.entries()) {
      const at = begin + index;
      if (this.#from === null || at < this.#from) continue;
      if (at - this.#from >= VEIL_MAX) return this.#lift(index);
      if (byte === BRACKET && at === this.#from) this.#isKernels = true;
      if (byte !== LINE_FEED) continue;
      if (!this.#isKernels) return this.#lift(index);
      this.#isKernels = false;
      this.#from = at + 1;
    }
    return bytes.length;
  }

  #lift(at: number): number {
    this.#from = null;
    this.#isKernels = false;
    return at;
  }
}

/** Whether anything was redacted. */
function cover(bytes: Uint8Array, from: number, to: number): boolean {
  let isAny = false;
  for (let at = Math.max(0, from); at < Math.min(to, bytes.length); at++) {
    if (!isPrinted(bytes[at] ?? 0)) continue;
    bytes[at] = ASTERISK;
    isAny = true;
  }
  return isAny;
}
