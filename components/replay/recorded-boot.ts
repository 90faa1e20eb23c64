import type { Chapter, Replay, ScreenPicture } from '../../lib/contract/replay.ts';
import { messageOf } from '../../lib/contract/error.ts';
import { Listeners } from '../../lib/listeners.ts';
import { OutputLines, type Hit } from './output-lines.ts';
import { PlayedTime } from '../../lib/domain/replay/played-time.ts';
import { type Fetch, RecordedPort } from './recorded-port.ts';
import { UNTIL_KNOWN } from './shown-output.ts';
import { bytesOf, replayOf } from '../data/recordings.ts';

const MAX_HITS = 500;
/** After output could not be fetched. */
const RETRY_MS = 1000;

/** All that is played of a boot. Nothing of it leads back to the machine: it is read by plain requests. */
export class RecordedBoot {
  readonly node: string;
  readonly number: number;
  readonly startedAt: number;
  readonly ports: readonly RecordedPort[];
  pictures: readonly ScreenPicture[];
  chapters: readonly Chapter[];
  duration: number;
  live: boolean;
  /** Grows whenever something was added. */
  revision = 0;
  /** Why output could not be fetched; it is tried again. */
  trouble: string | null = null;
  readonly #signal: AbortSignal;
  readonly #listeners = new Listeners();
  #lines: { readonly revision: number; readonly ports: readonly OutputLines[] } | undefined;
  #played: { readonly revision: number; readonly time: PlayedTime } | undefined;

  private constructor(node: string, replay: Replay, signal: AbortSignal) {
    this.node = node;
    this.#signal = signal;
    this.number = replay.boot;
    this.startedAt = Date.parse(replay.startedAt);
    this.ports = replay.ports.map((port) => new RecordedPort(port, this.#fetch(port.port)));
    this.pictures = replay.pictures;
    this.chapters = replay.chapters;
    this.duration = replay.duration;
    this.live = replay.live;
  }

  /** When its output came, its stages and pictures; the output is fetched when it is needed, until `signal`. */
  static async open(node: string, boot: number, signal: AbortSignal): Promise<RecordedBoot> {
    const replay = await replayOf(node, boot, signal);
    const opened = new RecordedBoot(node, replay, signal);
    opened.#add(replay);
    return opened;
  }

  /** Asks for what is shown first of a moment, while the page is still being drawn. */
  prepare(time: number): void {
    for (const port of this.ports) {
      const position = port.positionAt(time);
      // The terminal asks again for what did not come.
      port.load(Math.max(0, position - UNTIL_KNOWN), position).catch(() => undefined);
    }
  }

  /** Of a boot that goes on: what has come since. */
  async grow(): Promise<void> {
    const [first, second] = this.ports;
    const offsets = [first?.end ?? 0, second?.end ?? 0] as const;
    const replay = await replayOf(this.node, this.number, this.#signal, {
      offsets,
      pictures: this.pictures.length,
    });
    this.#add(replay);
    this.pictures = [...this.pictures, ...replay.pictures];
    this.chapters = replay.chapters;
    this.duration = Math.max(this.duration, replay.duration);
    this.live = replay.live;
    this.revision += 1;
  }

  /** Called when `trouble` changes. */
  watch(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Its time without pauses. */
  get played(): PlayedTime {
    if (this.#played?.revision !== this.revision) {
      const moments = [
        ...this.ports.map((port) => port.moments),
        Float64Array.from([...this.pictures, ...this.chapters], ({ at }) => at),
      ];
      const all = new Float64Array(moments.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const some of moments) {
        all.set(some, at);
        at += some.length;
      }
      this.#played = { revision: this.revision, time: new PlayedTime(all) };
    }
    return this.#played.time;
  }

  /** The picture that the display showed; null: there is none so early. */
  pictureAt(time: number): ScreenPicture | null {
    return this.pictures.findLast(({ at }) => at <= time) ?? null;
  }

  /** Lines of both ports, in the order in which they came. All of the output is fetched for it. */
  async find(text: string): Promise<readonly Hit[]> {
    const { revision } = this;
    await Promise.all(this.ports.map((port) => port.load(0, port.length)));
    if (this.#lines?.revision !== revision)
      this.#lines = { revision, ports: this.ports.map((port) => new OutputLines(port)) };
    return this.#lines.ports
      .flatMap((lines) => lines.find(text, MAX_HITS))
      .sort((one, other) => one.at - other.at);
  }

  #add(replay: Replay): void {
    for (const part of replay.ports) this.ports.find(({ port }) => port === part.port)?.add(part);
  }

  /** Tries until it succeeds or nobody wants it any more. */
  #fetch(port: number): Fetch {
    return async (from, to) => {
      for (;;) {
        try {
          const bytes = await bytesOf(this.node, this.number, { port, from, to }, this.#signal);
          this.#tell(null);
          return bytes;
        } catch (error) {
          if (this.#signal.aborted) throw error;
          this.#tell(messageOf(error));
          await pause(RETRY_MS, this.#signal);
        }
      }
    };
  }

  #tell(trouble: string | null): void {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.#listeners.notify();
  }
}

/** Rejects when nobody waits any more. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(new DOMException('Nobody waits for it.', 'AbortError'));
      },
      { once: true },
    );
  });
