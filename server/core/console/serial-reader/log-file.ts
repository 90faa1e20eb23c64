import type { HostConsoles } from '../../../hypervisor/api.ts';
import type { RedactedRecording } from '../byte-log/redacted-recording.ts';

export type SerialSource = Pick<HostConsoles, 'openSerial' | 'readSerialLog'>;
type Domain = Parameters<SerialSource['readSerialLog']>[0];

const ROTATED = "the domain's own log file was rotated before these bytes could be read from it";
const CHUNK = 1024 * 1024;
/** Bytes of the recording that are looked up in a rotated file. */
const KNOWN = 4096;

/** The domain's own log file of one port: authoritative, but a moment later than the stream. */
export class LogFile {
  readonly #source: SerialSource;
  readonly #domain: Domain;
  readonly #port: number;
  readonly #recording: RedactedRecording;
  /**
   * The offset up to which the recording is known to equal the file. Bytes that an earlier process of this server took
   * from a stream are unverified.
   */
  #verified = 0;

  constructor(source: SerialSource, domain: Domain, port: number, recording: RedactedRecording) {
    this.#source = source;
    this.#domain = domain;
    this.#port = port;
    this.#recording = recording;
  }

  /** Records the file's bytes beyond the recording; returns their number. */
  async pull(): Promise<number> {
    const recording = this.#recording;
    await recording.flushed();
    const before = recording.end;
    const known = await this.bytesBefore(before, KNOWN);
    const fresh = await this.#beyond(before, known);
    recording.append(fresh);
    await recording.flushed();
    if (this.#verified === before) this.#verified = recording.end;
    return fresh.length;
  }

  /** Whether the file has bytes that are not recorded. */
  async isAhead(): Promise<boolean> {
    const recording = this.#recording;
    await recording.flushed();
    const { end } = recording;
    const known = await this.bytesBefore(end, KNOWN);
    const file = await this.#source.readSerialLog(this.#domain, this.#port, end, known);
    return file.exact && file.offset + file.bytes.length > Math.max(end, recording.end);
  }

  async #beyond(end: number, known: Buffer): Promise<Buffer> {
    const { offset, bytes, exact } = await this.#source.readSerialLog(this.#domain, this.#port, end, known);
    if (exact) {
      this.#recording.skip(offset, ROTATED);
      return bytes.subarray(Math.max(0, end - offset));
    }
    // Repetitive output: the last match duplicates the fewest bytes.
    const last = known.length === 0 ? -1 : bytes.lastIndexOf(known);
    if (last >= 0) return bytes.subarray(last + known.length);
    this.#recording.skip(Math.max(offset, end + 1), `${ROTATED}; their number is unknown`);
    return bytes;
  }

  /**
   * Compares bytes from the stream with the file and removes those that differ, so that `pull` records the file's. A file
   * that is merely behind, or whose position is unknown, proves nothing.
   */
  async correct(): Promise<void> {
    await this.#compare();
  }

  /**
   * Both, with one reading of the file: each costs a connection of its own. Without a stream only, whose bytes would come
   * between.
   */
  async settle(): Promise<number> {
    const beyond = await this.#compare();
    if (beyond === null) return this.pull();
    const recording = this.#recording;
    // The file is behind.
    if (recording.end > this.#verified) return 0;
    recording.append(beyond);
    await recording.flushed();
    this.#verified = recording.end;
    return beyond.length;
  }

  /** The file's bytes after those that it has in common with the recording; null if their position is unknown. */
  async #compare(): Promise<Buffer | null> {
    const recording = this.#recording;
    await recording.flushed();
    const from = this.#verified;
    const known = await this.bytesBefore(from, KNOWN);
    const { offset, bytes, exact } = await this.#source.readSerialLog(this.#domain, this.#port, from, known);
    if (!exact || offset !== from) return null;
    const same = await this.#sameBytes(bytes);
    if (same < bytes.length && from + same < recording.end) await recording.rewind(from + same);
    this.#verified = from + same;
    return bytes.subarray(same);
  }

  /** The recording's bytes up to `end`, without gaps and redactions. */
  async bytesBefore(end: number, length: number): Promise<Buffer> {
    let bytes: Buffer = Buffer.alloc(0);
    let at = Math.max(0, end - length);
    while (at < end) {
      const chunk = await this.#recording.read(at, end - at);
      if (chunk === null) return bytes;
      bytes = chunk.kind === 'gap' ? Buffer.alloc(0) : Buffer.concat([bytes, chunk.bytes]);
      if (chunk.kind === 'bytes')
        bytes = this.#recording.afterRedaction(bytes, chunk.offset + chunk.bytes.length);
      at = chunk.kind === 'gap' ? chunk.to : chunk.offset + chunk.bytes.length;
    }
    return bytes;
  }

  /** How many of these bytes the recording has from the verified offset on. Gaps never match. */
  async #sameBytes(bytes: Buffer): Promise<number> {
    let same = 0;
    while (same < bytes.length) {
      const chunk = await this.#recording.read(this.#verified + same, Math.min(CHUNK, bytes.length - same));
      if (chunk?.kind !== 'bytes') return same;
      const expected = this.#recording.asKept(
        bytes.subarray(same, same + chunk.bytes.length),
        this.#verified + same,
      );
      if (!chunk.bytes.equals(expected)) return same + firstDifference(chunk.bytes, expected);
      same += chunk.bytes.length;
    }
    return same;
  }
}

function firstDifference(one: Buffer, other: Buffer): number {
  const index = one.findIndex((byte, at) => byte !== other[at]);
  return index < 0 ? one.length : index;
}
