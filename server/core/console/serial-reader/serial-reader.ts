import { setTimeout as pause } from 'node:timers/promises';
import { ConsoleError, messageOf } from '../../../../lib/contract/error.ts';
import type { Recording } from '../byte-log/recording.ts';
import { RedactedRecording, type Redactions } from '../byte-log/redacted-recording.ts';
import { Attachment } from './attachment.ts';
import { LogFile, type SerialSource } from './log-file.ts';

/**
 * The current source of a reader's bytes. `stream`: the port, at once. `file`: the domain's own log file, a moment later,
 * because another client has the port or the stream has not been matched with the file yet.
 */
export interface ReaderState {
  readonly source: 'connecting' | 'stream' | 'file' | 'finished';
  /** Why it is not `stream`, for display; null if there is nothing to report. */
  readonly note: string | null;
  /** Why the port accepts no input, with a fix; null while it does. */
  readonly refusal: { readonly reason: string; readonly fix: string } | null;
}

export interface SerialReaderOptions {
  readonly source: SerialSource;
  readonly uuid: string;
  readonly nodeName: string;
  readonly port: number;
  /** The recording of this port and boot; the reader is its only writer. */
  readonly recording: Recording;
  /** Its existing redactions, and where new ones are saved. */
  readonly redactions?: Redactions;
  readonly onState?: (state: ReaderState) => void;
}

/** Interval between reads of the file while the stream's position is unknown; longer when a read is slow. */
const LOOK_MS = 50;
/** The same without a stream. */
const LOOK_WITHOUT_STREAM_MS = 200;
/** Interval between reads as a multiple of a read's duration: the whole file is read. */
const LOOK_SHARE = 4;
/** Pause between two attempts to open the port. */
const OPEN_MS = 1000;
/** QEMU checks once a second whether the port is read; until then a full pty drops bytes. */
const SETTLE_MS = 1500;
/** After this long without bytes from stream or file, both are at the same offset. */
const QUIET_MS = 250;
/** A stream that is silent for this long while the file grows was taken over. More than SETTLE_MS. */
const SILENCE_MS = 2000;
/** Bytes of the file that are compared with the stream; more than it is ever ahead. */
const TAIL = 64 * 1024;
/** How long the last bytes of a boot may take to arrive in the file. */
const END_MS = 100;
const END_LOOKS = 50;

const TAKEN = 'another client took the serial port';

/**
 * The only reader of one serial port in one boot, with or without viewers. The stream is fast, the domain's own log file
 * is authoritative: after every loss of the stream the file is read until a new stream matches it unambiguously, and at
 * the end everything is compared once more. The reader itself never sends anything to the port.
 */
export class SerialReader {
  readonly #options: SerialReaderOptions;
  readonly #recording: RedactedRecording;
  readonly #file: LogFile;
  readonly #stop = new AbortController();
  #attachment: Attachment | null = null;
  #state: ReaderState = { source: 'connecting', note: null, refusal: null };
  #running: Promise<void> = Promise.resolve();
  #watching: Promise<void> = Promise.resolve();
  #openedAt = -Infinity;

  /**
   * Resolves when the port is being read, by stream or file. No byte is missed if this is awaited between starting a
   * domain paused and resuming it.
   */
  static async start(options: SerialReaderOptions): Promise<SerialReader> {
    const reader = new SerialReader(options);
    await reader.#attach();
    reader.#running = reader.#run();
    return reader;
  }

  private constructor(options: SerialReaderOptions) {
    this.#options = options;
    this.#recording = new RedactedRecording(options.recording, options.redactions);
    this.#file = new LogFile(
      options.source,
      { uuid: options.uuid, name: options.nodeName },
      options.port,
      this.#recording,
    );
  }

  get state(): ReaderState {
    return this.#state;
  }

  get log(): Recording {
    return this.#recording;
  }

  /** Types into the port. */
  async write(text: string): Promise<void> {
    const attachment = this.#attachment;
    if (attachment === null || attachment.over) {
      const why = this.#state.refusal?.reason ?? this.#state.note ?? 'it is not connected';
      throw new ConsoleError(
        'conflict',
        `serial port ${String(this.#options.port)} accepts no input: ${why}`,
        {
          fix: this.#state.refusal?.fix ?? 'The console reopens it by itself; wait a moment.',
        },
      );
    }
    await attachment.write(text);
  }

  /** Redacts what follows on the current line. */
  redact(): void {
    this.#recording.redact();
  }

  /** The domain is off: reads what is missing from its log file and closes the recording. */
  async finish(): Promise<void> {
    await this.#leave();
    await this.#reconcile().catch(() => undefined);
    await this.#recording.finish();
    this.#report('finished', null, null);
  }

  /** The server closes; the boot continues and can be taken over later. */
  async dispose(): Promise<void> {
    await this.#leave();
    await this.#recording.dispose();
  }

  async #leave(): Promise<void> {
    this.#stop.abort();
    await this.#attachment?.close();
    await Promise.all([this.#running, this.#watching]);
    // A stream that was being opened meanwhile.
    await this.#attachment?.close();
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #report(source: ReaderState['source'], note: string | null, refusal = this.#state.refusal): void {
    const state = this.#state;
    if (source === state.source && note === state.note && isSame(refusal, state.refusal)) return;
    this.#state = { source, note, refusal };
    this.#options.onState?.(this.#state);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      if (this.#attachment === null) await this.#withoutStream();
      else await this.#withStream(this.#attachment);
    }
  }

  /** Opens the port; a refusal (port in use, host unreachable) is reported, not thrown. */
  async #attach(): Promise<void> {
    const { source, uuid, port } = this.#options;
    this.#openedAt = performance.now();
    try {
      this.#attachment = new Attachment(await source.openSerial(uuid, port), this.#recording);
      this.#report(this.#state.source, this.#state.note, null);
      if (this.#recording.end === 0 && (await this.#look()) === 0) {
        this.#attachment.placeAtStart();
        this.#report('stream', null);
      }
    } catch (error) {
      this.#report('file', `${messageOf(error)}; output is read from the domain's own log file`, {
        reason: messageOf(error),
        fix: error instanceof ConsoleError ? error.fix : '',
      });
    }
  }

  /** The number of bytes read from the file; null if it cannot be read now; the next read retries. */
  async #look(): Promise<number | null> {
    try {
      return await this.#file.pull();
    } catch (error) {
      this.#report(this.#state.source, messageOf(error));
      return null;
    }
  }

  async #withoutStream(): Promise<void> {
    const begin = performance.now();
    await this.#look();
    await this.#pause(Math.max(LOOK_WITHOUT_STREAM_MS, LOOK_SHARE * (performance.now() - begin)));
    if (!this.#stopped && performance.now() - this.#openedAt >= OPEN_MS) await this.#attach();
  }

  /** Resolves when the stream has ended. */
  async #withStream(attachment: Attachment): Promise<void> {
    if (!attachment.placed) await this.#findPlace(attachment);
    this.#watching = this.#closeIfTaken(attachment);
    const reason = await attachment.ended;
    this.#attachment = null;
    if (this.#stopped) return;
    this.#report('file', `${reason}; output is read from the domain's own log file`);
    await this.#file.correct().catch(() => undefined);
  }

  /**
   * libvirt gives the port to any client that forces it, and may not notify the previous one if a message to it is in
   * transit (virFDStreamCloseInt skips callbacks while events are off): the old stream just goes silent.
   */
  async #closeIfTaken(attachment: Attachment): Promise<void> {
    let looked = -1;
    while (!attachment.over && !this.#stopped) {
      const { received } = attachment;
      await Promise.race([this.#pause(SILENCE_MS), attachment.ended]);
      const isSilent = (): boolean => attachment.received === received && !attachment.over && !this.#stopped;
      if (!isSilent() || received === looked) continue;
      looked = received;
      const isAhead = await this.#file.isAhead().catch(() => false);
      if (isAhead && isSilent()) await attachment.close(TAKEN);
    }
  }

  /** Reads the file until the stream's position in the guest's output is unambiguous. */
  async #findPlace(attachment: Attachment): Promise<void> {
    const attachedAt = performance.now();
    let quietSince = attachedAt;
    let receivedAt = attachedAt;
    let received = attachment.received;
    while (!attachment.over && !this.#stopped) {
      const begin = performance.now();
      const gained = await this.#look();
      const now = performance.now();
      if (gained !== 0 || attachment.received !== received) quietSince = now;
      if (attachment.received !== received) receivedAt = now;
      received = attachment.received;
      if (gained !== null && gained > 0 && now - receivedAt > SILENCE_MS) return attachment.close(TAKEN);
      if (now - attachedAt >= SETTLE_MS && (await this.#place(attachment, now - quietSince))) return;
      await this.#pause(Math.max(LOOK_MS, LOOK_SHARE * (now - begin)));
    }
  }

  async #place(attachment: Attachment, quiet: number): Promise<boolean> {
    const received = attachment.received;
    const tail = await this.#file.bytesBefore(this.#recording.end, TAIL);
    // No await from here on: bytes arriving meanwhile would be held and then lost.
    if (this.#recording.end === 0 && quiet >= QUIET_MS) attachment.placeAtStart();
    else if (quiet >= QUIET_MS && attachment.received === received && attachment.endsLike(tail)) {
      attachment.placeAtEnd();
    } else if (!attachment.placeBehind(tail)) return false;
    this.#report('stream', null);
    return true;
  }

  /** At the end of a boot: compares with the file and reads until nothing more arrives. */
  async #reconcile(): Promise<void> {
    let looks = 0;
    let unchanged = 0;
    while (looks < END_LOOKS && unchanged < 2) {
      unchanged = (await this.#file.settle()) === 0 ? unchanged + 1 : 0;
      looks++;
      if (unchanged < 2) await pause(END_MS);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}

function isSame(one: ReaderState['refusal'], other: ReaderState['refusal']): boolean {
  return one?.reason === other?.reason && one?.fix === other?.fix;
}
