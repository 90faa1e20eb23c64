import { join } from 'node:path';
import type { Node } from '../../../lib/contract/node.ts';
import type { ScreenNow } from '../../../lib/contract/screen-now.ts';
import { isStage, type Stage } from '../../../lib/domain/stages.ts';
import { withSignal } from '../../hypervisor/index.ts';
import type { Boots } from '../boots/boots.ts';
import type { Context } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { NamedPicture } from './api.ts';
import { PictureStore, readPicture } from './picture-store.ts';

/** Milliseconds between two pictures of a display that changes. */
export const SCREEN_INTERVAL = 3_000;
const LOOK_MS = 250;
/** While nothing changes, pictures become rarer, down to one in this time. */
const RARE_MS = 30_000;
const RARER = 1.5;
const DEADLINE_MS = 10_000;
/** A host that needs long for a picture is asked for fewer: at most this share of its time. */
const SHARE = 0.1;

interface Watched {
  readonly boot: string;
  readonly store: PictureStore;
  /** As last reported. */
  stage: Node['stage'];
  /** Has begun, and has no picture yet. */
  begun: Stage | null;
  wait: number;
  /** On the monotonic clock. */
  due: number;
  problem: boolean;
  shown: ShownPicture | null;
  /** A picture is being taken or written. */
  busy: boolean;
}

interface ShownPicture {
  readonly picture: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null: there is a file of it. */
  readonly png: Buffer | null;
}

interface Parts {
  readonly context: Pick<Context, 'hosts' | 'dataDir' | 'logger' | 'now' | 'bus'>;
  readonly registry: NodeRegistry;
  readonly boots: Pick<Boots, 'running'>;
  /** Milliseconds between two pictures while the display changes; 0: none are taken. */
  readonly interval: number;
}

/**
 * Takes pictures of the displays of nodes that are on: when a stage begins, and every few seconds while they change. Each
 * host is asked for one picture at a time, so many nodes mean fewer pictures of each, never more load.
 */
export class ScreenRecorder {
  readonly #parts: Parts;
  readonly #watched = new Map<string, Watched>();
  /** Hosts that are taking a picture, and when each may take the next. */
  readonly #busy = new Set<string>();
  readonly #free = new Map<string, number>();
  readonly #closing = new AbortController();
  readonly #work = new Set<Promise<void>>();
  #unsubscribe: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  open(): void {
    if (this.#parts.interval === 0) return;
    this.#unsubscribe = this.#parts.context.bus.on((change) => {
      if (change.kind === 'node') this.#changed(change.object);
    });
    this.#timer = setInterval(() => this.#look(), Math.min(LOOK_MS, this.#parts.interval)).unref();
  }

  /** What the displays of nodes that are on show, as far as it was recorded. */
  latest(): ScreenNow[] {
    return [...this.#watched].flatMap(([node, { shown }]) =>
      shown === null ? [] : [{ node, picture: shown.picture, at: new Date(shown.at).toISOString() }],
    );
  }

  /** The latest picture of a node that is on, and its name; null: there is none. */
  async picture(node: string): Promise<NamedPicture | null> {
    const watched = this.#watched.get(node);
    if (watched?.shown == null) return null;
    const { picture, png } = watched.shown;
    const content = png ?? (await readPicture(this.#directory(watched.boot), picture));
    return content === null ? null : { picture, png: content };
  }

  #directory(boot: string): string {
    return join(this.#parts.context.dataDir, 'boots', boot);
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#timer);
    this.#closing.abort();
    await Promise.all(this.#work);
  }

  #changed({ id, state, stage }: Node): void {
    const boot = state === 'running' ? this.#parts.boots.running(id) : undefined;
    const known = this.#watched.get(id);
    if (boot === undefined) {
      this.#watched.delete(id);
      return;
    }
    if (known?.boot === boot.id && known.stage === stage) return;
    const now = performance.now();
    const present = known?.boot === boot.id ? known : this.#begin(id, boot.id, stage);
    present.stage = stage;
    if (isStage(stage)) present.begun = stage;
    present.wait = this.#parts.interval;
    present.due = now;
  }

  #begin(id: string, boot: string, stage: Node['stage']): Watched {
    const store = new PictureStore(this.#directory(boot));
    const begun: Watched = {
      boot,
      store,
      stage,
      begun: null,
      wait: 0,
      due: 0,
      problem: false,
      shown: null,
      busy: false,
    };
    this.#watched.set(id, begun);
    return begun;
  }

  /** Begins the pictures that are due, the most overdue first. */
  #look(): void {
    const now = performance.now();
    const due = [...this.#watched].filter(([, { busy, due: at }]) => !busy && at <= now);
    for (const [id, watched] of due.sort(([, one], [, other]) => one.due - other.due)) {
      const row = this.#parts.registry.find(id)?.row;
      if (row === undefined) this.#watched.delete(id);
      else if (!this.#busy.has(row.host) && (this.#free.get(row.host) ?? 0) <= now)
        this.#start(row.host, id, row.uuid, watched);
    }
  }

  #start(host: string, id: string, uuid: string, watched: Watched): void {
    watched.busy = true;
    const work = this.#take(host, uuid, watched).catch((error: unknown) => {
      watched.wait = Math.min(RARE_MS, watched.wait * 2);
      if (!watched.problem && !this.#closing.signal.aborted)
        this.#parts.context.logger.debug({ node: id, err: error }, 'a display could not be recorded');
      watched.problem = true;
    });
    const ended = work.finally(() => {
      watched.busy = false;
      // A stage that began meanwhile does not wait.
      watched.due = performance.now() + (watched.begun === null || watched.problem ? watched.wait : 0);
      this.#work.delete(ended);
    });
    this.#work.add(ended);
  }

  async #take(host: string, uuid: string, watched: Watched): Promise<void> {
    const { context, interval } = this.#parts;
    const connection = context.hosts.get(host);
    if (connection?.status.state !== 'connected') throw new Error('its host is not connected');
    const began = performance.now();
    const { begun } = watched;
    this.#busy.add(host);
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(DEADLINE_MS)]);
    const png = await withSignal(signal, () => connection.consoles.screenshot(uuid)).finally(() => {
      const now = performance.now();
      this.#busy.delete(host);
      this.#free.set(host, now + (now - began) * (1 / SHARE - 1));
    });
    const at = Date.parse(context.now());
    const { picture, isNew, kept } = await watched.store.add(at, png, begun);
    // A cursor that blinks makes no new one.
    if (isNew || watched.shown === null) watched.shown = { picture, at, png: kept ? null : png };
    if (watched.begun === begun) watched.begun = null;
    watched.problem = false;
    watched.wait = isNew ? interval : Math.min(RARE_MS, watched.wait * RARER);
  }
}
