import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { DrawRequest, TerminalSnapshot } from './snapshot.ts';

/** Of the thread: a terminal of the largest size with all lines that a snapshot keeps, and twice as much. */
const MEMORY_MB = 192;
/** One that draws for longer than this has met output that it cannot cope with. */
const PATIENCE_MS = 15_000;
/** Without requests for this long, the thread ends. */
const IDLE_MS = 60_000;
/** Requests that may wait; a viewer whose request is not served is sent the log itself. */
const WAITING_MOST = 64;

const offset = z.int().min(0);
const reply = z.object({
  id: z.int(),
  snapshot: z
    .object({
      ...{ columns: z.int(), rows: z.int(), offset, from: offset, data: z.string(), shifted: z.boolean() },
      marks: z.array(z.tuple([offset, z.int().min(0)])),
    })
    .nullable(),
});

/** Draws parts of logs in a thread of its own, which is started when it is needed. */
export class DrawingThread {
  #worker: Worker | undefined;
  #requests = 0;
  readonly #waiting = new Map<number, (snapshot: TerminalSnapshot | null) => void>();
  #timer: NodeJS.Timeout | undefined;

  /** Null if it cannot be drawn. */
  draw(request: DrawRequest): Promise<TerminalSnapshot | null> {
    if (this.#waiting.size >= WAITING_MOST) return Promise.resolve(null);
    const worker = (this.#worker ??= this.#start());
    const id = this.#requests++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      if (this.#waiting.size === 1) this.#watch(PATIENCE_MS);
      worker.postMessage({ ...request, id });
    });
  }

  #end(): void {
    clearTimeout(this.#timer);
    void this.#worker?.terminate();
  }

  #watch(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(), milliseconds).unref();
  }

  #start(): Worker {
    const { code, ...how } = program();
    const worker = new Worker(code, { ...how, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    // Whoever waits for it has reasons of its own to go on.
    worker.unref();
    worker.on('message', (message) => this.#settle(reply.parse(message)));
    // The end follows.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      clearTimeout(this.#timer);
      for (const resolve of this.#waiting.values()) resolve(null);
      this.#waiting.clear();
    });
    return worker;
  }

  #settle({ id, snapshot }: z.infer<typeof reply>): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    this.#watch(this.#waiting.size > 0 ? PATIENCE_MS : IDLE_MS);
    resolve?.(snapshot);
  }
}

/** The bundle beside us when we are a bundle ourselves, otherwise its source. */
function program(): { readonly code: string | URL; readonly eval: boolean } {
  const bundle = join(import.meta.dirname, 'console-snapshots.mjs');
  if (existsSync(bundle)) return { code: pathToFileURL(bundle), eval: false };
  const source = pathToFileURL(join(import.meta.dirname, 'snapshot-program.ts')).href;
  // A thread does not take the loader for TypeScript over from --import.
  const load = `({ register }) => { register(); return import(${JSON.stringify(source)}); }`;
  return { code: `import('tsx/esm/api').then(${load})`, eval: true };
}
