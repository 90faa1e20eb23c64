import { type HostConsoles } from '../../../hypervisor/api.ts';
import { type RedactedRecording } from '../byte-log/redacted-recording.ts';

export type SerialSource = Pick<HostConsoles, 'openSerial' | 'readSerialLog'>;
type Domain = Parameters<SerialSource['readSerialLog']>[0];

const ROTATED = "the domain's own log file was rotated before these bytes could be read from it";
const CHUNK = 1024 * 1024;
/** Of our own, to be found again in a file that was rotated. */
const KNOWN = 4096;

/** The domain's own log file of one port: the truth about what the guest sent, a moment later than the stream. */
export class LogFile {
  readonly #source: SerialSource;
  readonly #domain: Domain;
  readonly #port: number;
  readonly #recording: RedactedRecording;
  /**
   * So far the recording is known to say what the file says. Nothing is known of what an earlier life of this server
   * took from a stream.
   */
  #verified = 0;

  constructor(source: SerialSource, domain: Domain, port: number, recording: RedactedRecording) {
    this.#source = source;
    this.#domain = domain;
    this.#port = port;
    this.#recording = recording;
  }

  /** Records what the file has beyond the recording; returns how much that was. */
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

  /** Whether it has bytes that are not recorded. */
  async isAhead(): Promise<boolean> {
    const recording = this.#recording;
    await recording.flushed();
    const { end } = recording;
    const known = await this.bytesBefore(end, KNOWN);
    const said = await this.#source.readSerialLog(this.#domain, this.#port, end, known);
    return said.exact && said.offset + said.bytes.length > Math.max(end, recording.end);
  }

  async #beyond(end: number, known: Buffer): Promise<Buffer> {
    const { offset, bytes, exact } = await this.#source.readSerialLog(this.#domain, this.#port, end, known);
    if (exact) {
      this.#recording.skip(offset, ROTATED);
      return bytes.subarray(Math.max(0, end - offset));
    }
    // A guest that repeats itself: the last place is the one at which least is told twice.
    const last = known.length === 0 ? -1 : bytes.lastIndexOf(known);
    if (last >= 0) return bytes.subarray(last + known.length);
    this.#recording.skip(Math.max(offset, end + 1), `${ROTATED}; how many is not known`);
    return bytes;
  }

  /**
   * Compares what came by the stream with the file and takes back what differs, for `pull` to record what the file
   * says. A file that is merely behind proves nothing, and neither does one whose place is not known.
   */
  async correct(): Promise<void> {
    const recording = this.#recording;
    await recording.flushed();
    const from = this.#verified;
    const known = await this.bytesBefore(from, KNOWN);
    const { offset, bytes, exact } = await this.#source.readSerialLog(this.#domain, this.#port, from, known);
    if (!exact || offset !== from) return;
    const same = await this.#sameBytes(bytes);
    if (same < bytes.length && from + same < recording.end) await recording.rewind(from + same);
    this.#verified = from + same;
  }

  /** The recording's bytes up to `end`, as many as there are in one piece and as the guest sent them. */
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

  /** How many of these bytes the recording has from the verified offset on. Gaps agree with nothing. */
  async #sameBytes(said: Buffer): Promise<number> {
    let same = 0;
    while (same < said.length) {
      const chunk = await this.#recording.read(this.#verified + same, Math.min(CHUNK, said.length - same));
      if (chunk?.kind !== 'bytes') return same;
      const expected = this.#recording.asKept(
        said.subarray(same, same + chunk.bytes.length),
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
