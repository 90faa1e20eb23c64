import { setTimeout as pause } from 'node:timers/promises';
import { ConsoleError, messageOf } from '../../../../lib/contract/error.ts';
import { type Recording } from '../byte-log/recording.ts';
import { RedactedRecording, type Redactions } from '../byte-log/redacted-recording.ts';
import { Attachment } from './attachment.ts';
import { LogFile, type SerialSource } from './log-file.ts';

/**
 * Where a reader's bytes come from now. `stream`: from the port, at once. `file`: from the domain's own log file, a
 * moment later, because the port is taken by somebody else or the stream has not been matched with the file yet.
 */
export interface ReaderState {
  readonly source: 'connecting' | 'stream' | 'file' | 'finished';
  /** Why it is not `stream`, for people; null when there is nothing to say. */
  readonly note: string | null;
  /** Why nothing can be typed, with what to do; null while it can. */
  readonly refusal: { readonly reason: string; readonly fix: string } | null;
}

export interface SerialReaderOptions {
  readonly source: SerialSource;
  readonly uuid: string;
  readonly nodeName: string;
  readonly port: number;
  /** Of this port and boot; the reader is its only writer. */
  readonly recording: Recording;
  /** What of it is redacted already, and who keeps that in mind. */
  readonly redactions?: Redactions;
  readonly onState?: (state: ReaderState) => void;
}

/** Between two looks into the file while a stream has no place yet; longer when a look takes long. */
const LOOK_MS = 50;
/** The same while there is no stream. */
const LOOK_WITHOUT_STREAM_MS = 200;
/** Time between looks, in lengths of a look: the file is read as a whole. */
const LOOK_SHARE = 4;
/** Between two attempts to open the port. */
const OPEN_MS = 1000;
/** QEMU looks once a second whether somebody reads the port; until then a full terminal swallows bytes. */
const SETTLE_MS = 1500;
/** Nothing by stream or file for so long: both are at the same byte. */
const QUIET_MS = 250;
/** A port that is read but says nothing for so long while its file grows was taken away. More than SETTLE_MS. */
const SILENCE_MS = 2000;
/** What is compared with the stream; more than a file is ever ahead. */
const TAIL = 64 * 1024;
/** The last bytes of a boot may take so long to arrive in the file. */
const END_MS = 100;
const END_LOOKS = 50;

const TAKEN = 'somebody else took the serial port';

/**
 * The only reader of one serial port in one boot, whether or not anybody watches. The stream is quick, the domain's
 * own log file is the truth: after every loss of the stream the file is read until a new stream agrees with it
 * without doubt, and at the end the whole is compared once more. Nothing is ever sent that nobody typed.
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
   * Resolves when the port is being read, by stream or file. Awaited between starting a domain paused and letting it
   * go, no byte can be missed.
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
        `serial port ${String(this.#options.port)} takes no input now: ${why}`,
        {
          fix: this.#state.refusal?.fix ?? 'It is opened again by itself; wait a moment.',
        },
      );
    }
    await attachment.write(text);
  }

  /** What comes on the present line is not to be read by anybody. */
  redact(): void {
    this.#recording.redact();
  }

  /** The domain is off: takes what is still missing from its log file, and closes the recording. */
  async finish(): Promise<void> {
    await this.#leave();
    await this.#reconcile().catch(() => undefined);
    await this.#recording.finish();
    this.#say('finished', null, null);
  }

  /** The server closes; the boot goes on and can be taken up again. */
  async dispose(): Promise<void> {
    await this.#leave();
    await this.#recording.dispose();
  }

  async #leave(): Promise<void> {
    this.#stop.abort();
    await this.#attachment?.close();
    await Promise.all([this.#running, this.#watching]);
    // One that was being opened meanwhile.
    await this.#attachment?.close();
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #say(source: ReaderState['source'], note: string | null, refusal = this.#state.refusal): void {
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

  /** Opens the port; a refusal (somebody else has it, the host is away) is reported, not thrown. */
  async #attach(): Promise<void> {
    const { source, uuid, port } = this.#options;
    this.#openedAt = performance.now();
    try {
      this.#attachment = new Attachment(await source.openSerial(uuid, port), this.#recording);
      this.#say(this.#state.source, this.#state.note, null);
      if (this.#recording.end === 0 && (await this.#look()) === 0) {
        this.#attachment.placeAtStart();
        this.#say('stream', null);
      }
    } catch (error) {
      this.#say('file', `${messageOf(error)}; what comes is read from the domain's own log file`, {
        reason: messageOf(error),
        fix: error instanceof ConsoleError ? error.fix : '',
      });
    }
  }

  /** What the file brought; null when it cannot be read now, which another look will mend. */
  async #look(): Promise<number | null> {
    try {
      return await this.#file.pull();
    } catch (error) {
      this.#say(this.#state.source, messageOf(error));
      return null;
    }
  }

  async #withoutStream(): Promise<void> {
    const begin = performance.now();
    await this.#look();
    await this.#pause(Math.max(LOOK_WITHOUT_STREAM_MS, LOOK_SHARE * (performance.now() - begin)));
    if (!this.#stopped && performance.now() - this.#openedAt >= OPEN_MS) await this.#attach();
  }

  /** Until the stream is gone. */
  async #withStream(attachment: Attachment): Promise<void> {
    if (!attachment.placed) await this.#findPlace(attachment);
    this.#watching = this.#closeIfTaken(attachment);
    const reason = await attachment.ended;
    this.#attachment = null;
    if (this.#stopped) return;
    this.#say('file', `${reason}; what comes is read from the domain's own log file`);
    await this.#file.correct().catch(() => undefined);
  }

  /**
   * libvirt gives the port to whoever asks with force, and does not tell the one who had it when a message to him is
   * just under way (virFDStreamCloseInt calls nobody whose events are off): his stream says nothing any more.
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

  /** Reads the file until it is beyond doubt which of the guest's bytes the stream's are. */
  async #findPlace(attachment: Attachment): Promise<void> {
    const attachedAt = performance.now();
    let quietSince = attachedAt;
    let heardAt = attachedAt;
    let received = attachment.received;
    while (!attachment.over && !this.#stopped) {
      const begin = performance.now();
      const gained = await this.#look();
      const now = performance.now();
      if (gained !== 0 || attachment.received !== received) quietSince = now;
      if (attachment.received !== received) heardAt = now;
      received = attachment.received;
      if (gained !== null && gained > 0 && now - heardAt > SILENCE_MS) return attachment.close(TAKEN);
      if (now - attachedAt >= SETTLE_MS && (await this.#place(attachment, now - quietSince))) return;
      await this.#pause(Math.max(LOOK_MS, LOOK_SHARE * (now - begin)));
    }
  }

  async #place(attachment: Attachment, quiet: number): Promise<boolean> {
    const received = attachment.received;
    const tail = await this.#file.bytesBefore(this.#recording.end, TAIL);
    // From here on without a pause: bytes that come meanwhile would be held and then forgotten.
    if (this.#recording.end === 0 && quiet >= QUIET_MS) attachment.placeAtStart();
    else if (quiet >= QUIET_MS && attachment.received === received && attachment.endsLike(tail)) {
      attachment.placeAtEnd();
    } else if (!attachment.placeBehind(tail)) return false;
    this.#say('stream', null);
    return true;
  }

  /** At the end of a boot: compares with the file and reads on until nothing more comes. */
  async #reconcile(): Promise<void> {
    let looks = 0;
    let unchanged = 0;
    while (looks < END_LOOKS && unchanged < 2) {
      await this.#file.correct();
      unchanged = (await this.#file.pull()) === 0 ? unchanged + 1 : 0;
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
