import type { Chapter } from '../../lib/contract/replay.ts';
import type { RecordedBoot } from './recorded-boot.ts';

export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;
type Speed = (typeof SPEEDS)[number];

const GROW_MS = 1000;
/** How often what shows the time is told of it. */
const TELL_MS = 80;
/** A chapter that began just now is not the previous one. */
const JUST_NOW_MS = 1500;

export interface PlayerState {
  /** Milliseconds since the boot began. */
  readonly time: number;
  readonly duration: number;
  readonly playing: boolean;
  readonly speed: Speed;
  readonly skipsIdle: boolean;
  /** Whether the boot goes on, and is shown as it is now. */
  readonly live: boolean;
  readonly atLive: boolean;
  readonly revision: number;
  readonly chapters: readonly Chapter[];
  /** The chapter that the time is in. */
  readonly present: Chapter | undefined;
  readonly axis: Axis;
  /** Why output is not there yet, although it was tried; null: it is there, or comes. */
  readonly trouble: string | null;
}

/** The time that the seek bar shows: with or without pauses. */
interface Axis {
  readonly toAxis: (time: number) => number;
  readonly fromAxis: (axis: number) => number;
}

const WITH_PAUSES: Axis = { toAxis: (time) => time, fromAxis: (axis) => axis };

/** Where a replay is, and how fast it goes on. One clock for both ports and the display. */
export class Player {
  readonly boot: RecordedBoot;
  readonly #listeners = new Set<() => void>();
  /** Called at every frame with the time to be shown. */
  readonly #painters = new Set<(time: number) => void>();
  #closed = false;
  #unwatch = (): void => undefined;
  #state: PlayerState;
  #time: number;
  #frame = 0;
  #before = 0;
  #toldAt = 0;
  #growing: ReturnType<typeof setTimeout> | undefined;

  constructor(boot: RecordedBoot, start: number) {
    this.boot = boot;
    this.#time = Math.min(start, boot.duration);
    this.#state = {
      ...{ time: this.#time, duration: boot.duration, playing: false, speed: 1, skipsIdle: true },
      ...{ live: boot.live, atLive: false, revision: boot.revision },
      ...{ chapters: boot.chapters, present: undefined, axis: WITH_PAUSES, trouble: null },
    };
    this.#change({ axis: this.#axis(true) });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): PlayerState => this.#state;

  /** Called at once and at every frame; returns a function that ends it. */
  paint(painter: (time: number) => void): () => void {
    this.#painters.add(painter);
    painter(this.#time);
    return () => this.#painters.delete(painter);
  }

  open(): void {
    this.#unwatch = this.boot.watch(() => this.#change({}));
    if (this.boot.live) this.#growLater();
  }

  close(): void {
    this.#closed = true;
    this.#unwatch();
    clearTimeout(this.#growing);
    cancelAnimationFrame(this.#frame);
  }

  play(): void {
    // From the end it begins again.
    if (!this.boot.live && this.#time >= this.boot.duration) this.#time = 0;
    this.#change({ playing: true });
    this.#before = performance.now();
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(this.#advance);
  }

  pause(): void {
    cancelAnimationFrame(this.#frame);
    this.#change({ playing: false, atLive: false });
  }

  toggle(): void {
    if (this.#state.playing) this.pause();
    else this.play();
  }

  seek(time: number): void {
    this.#time = Math.max(0, Math.min(time, this.boot.duration));
    this.#change({ atLive: false });
    this.#show();
  }

  /** By so many milliseconds, without the pauses if those are skipped. */
  step(by: number): void {
    const { toAxis, fromAxis } = this.#state.axis;
    this.seek(fromAxis(Math.max(0, toAxis(this.#time) + by)));
  }

  /** To what the boot does now, and on with it. */
  goLive(): void {
    this.#time = this.boot.duration;
    this.play();
    this.#change({ atLive: true });
    this.#show();
  }

  chapter(direction: 1 | -1): void {
    const { chapters } = this.boot;
    const next =
      direction === 1
        ? chapters.find(({ at }) => at > this.#time)
        : chapters.findLast(({ at }) => at < this.#time - JUST_NOW_MS);
    if (next !== undefined || direction === -1) this.seek(next?.at ?? 0);
  }

  setSpeed(speed: Speed): void {
    this.#change({ speed });
  }

  setSkipsIdle(skipsIdle: boolean): void {
    this.#change({ skipsIdle, axis: this.#axis(skipsIdle) });
  }

  #axis(skipsIdle: boolean): Axis {
    if (!skipsIdle) return WITH_PAUSES;
    const { played } = this.boot;
    return { toAxis: (time) => played.toPlayed(time), fromAxis: (axis) => played.toReal(axis) };
  }

  readonly #advance = (now: number): void => {
    const passed = Math.max(0, now - this.#before) * this.#state.speed;
    this.#before = now;
    if (this.#state.atLive) this.#time = this.boot.duration;
    else {
      const { toAxis, fromAxis } = this.#state.axis;
      this.#time = Math.min(this.boot.duration, fromAxis(toAxis(this.#time) + passed));
    }
    const isOver = this.#time >= this.boot.duration;
    if (isOver && this.boot.live && !this.#state.atLive) this.#change({ atLive: true });
    this.#show(now - this.#toldAt < TELL_MS && !isOver);
    if (isOver && !this.boot.live) this.#change({ playing: false, atLive: false });
    else this.#frame = requestAnimationFrame(this.#advance);
  };

  #show(silently = false): void {
    for (const painter of this.#painters) painter(this.#time);
    if (silently) return;
    this.#toldAt = performance.now();
    this.#change({});
  }

  #change(change: Partial<PlayerState>): void {
    const { duration, live, revision, chapters, trouble } = this.boot;
    const present = chapters.findLast(({ at }) => at <= this.#time);
    const ofBoot = { duration, live, revision, chapters, trouble };
    const next = { ...this.#state, ...change, ...ofBoot, time: this.#time, present };
    const isSame = Object.entries(next).every(([name, value]) => Reflect.get(this.#state, name) === value);
    if (isSame) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  #growLater(): void {
    this.#growing = setTimeout(() => {
      void this.boot
        .grow()
        // It is asked again; the page says itself that the server is away.
        .catch(() => undefined)
        .then(() => {
          if (this.#closed) return;
          this.#change({ axis: this.#axis(this.#state.skipsIdle) });
          this.#show();
          if (this.boot.live) this.#growLater();
        });
    }, GROW_MS);
  }
}
