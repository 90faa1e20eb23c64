import type { Chapter, Replay, ScreenPicture } from '../../lib/contract/replay.ts';
import { OutputLines, type Hit } from './output-lines.ts';
import { PlayedTime } from '../../lib/domain/replay/played-time.ts';
import { RecordedPort } from './recorded-port.ts';
import { bytesOf, replayOf } from '../data/recordings.ts';

const MAX_HITS = 500;

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
  #lines: { readonly revision: number; readonly ports: readonly OutputLines[] } | undefined;
  #played: { readonly revision: number; readonly time: PlayedTime } | undefined;

  private constructor(node: string, replay: Replay) {
    this.node = node;
    this.number = replay.boot;
    this.startedAt = Date.parse(replay.startedAt);
    this.ports = replay.ports.map((port) => new RecordedPort(port));
    this.pictures = replay.pictures;
    this.chapters = replay.chapters;
    this.duration = replay.duration;
    this.live = replay.live;
  }

  static async open(node: string, boot: number, signal: AbortSignal): Promise<RecordedBoot> {
    const replay = await replayOf(node, boot, signal);
    const opened = new RecordedBoot(node, replay);
    await opened.#fill(replay, signal);
    return opened;
  }

  /** Of a boot that goes on: what has come since. */
  async grow(signal: AbortSignal): Promise<void> {
    const [first, second] = this.ports;
    const offsets = [first?.end ?? 0, second?.end ?? 0] as const;
    const replay = await replayOf(this.node, this.number, signal, {
      offsets,
      pictures: this.pictures.length,
    });
    await this.#fill(replay, signal);
    this.pictures = [...this.pictures, ...replay.pictures];
    this.chapters = replay.chapters;
    this.duration = Math.max(this.duration, replay.duration);
    this.live = replay.live;
    this.revision += 1;
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

  /** Lines of both ports, in the order in which they came. */
  find(text: string): readonly Hit[] {
    if (this.#lines?.revision !== this.revision)
      this.#lines = { revision: this.revision, ports: this.ports.map((port) => new OutputLines(port)) };
    return this.#lines.ports
      .flatMap((lines) => lines.find(text, MAX_HITS))
      .sort((one, other) => one.at - other.at);
  }

  async #fill(replay: Replay, signal: AbortSignal): Promise<void> {
    await Promise.all(
      replay.ports.map(async (part) => {
        const bytes = await bytesOf(this.node, this.number, part, signal);
        this.ports.find(({ port }) => port === part.port)?.add(part, bytes);
      }),
    );
  }
}
