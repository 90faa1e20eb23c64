import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { STAGES } from '../../../lib/domain/stages.ts';
import type { HitPage, IndexQuery } from '../../db/search-index/api.ts';
import {
  type EngineStep,
  IndexFullError,
  IndexRenewedError,
  type IndexEngine,
  type OpenedIndex,
} from './index-engine.ts';
import type { StepOutcome } from './index-step.ts';

/** Of the thread; more than it needs by far. */
const MEMORY_MB = 192;

type Asked =
  | { readonly name: 'open' | 'close' }
  | { readonly name: 'step'; readonly argument: EngineStep }
  | { readonly name: 'forget'; readonly argument: string }
  | { readonly name: 'find'; readonly argument: IndexQuery };
export type Call = Asked & { readonly id: number };

export interface Failure {
  readonly kind: 'renewed' | 'full' | 'other';
  readonly message: string;
}
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const opened = z.object({
  renewed: z.enum(['missing', 'damaged', 'version']).nullable(),
  done: z.array(z.string()),
});
const stepOutcome = z.object({ bytes: z.number(), more: z.boolean() });
const hit = z.object({
  ...{ port: z.number(), offset: z.number(), at: z.number().nullable() },
  ...{ text: z.string(), stage: z.enum(STAGES).nullable() },
});
const bootHits = z.object({
  ...{ boot: z.string(), lines: z.array(hit), count: z.number(), more: z.boolean() },
  ...{ firstAt: z.number().nullable(), lastAt: z.number().nullable() },
});
const hitPage = z.object({
  boots: z.array(bootHits),
  next: z.number().nullable(),
  searchedTo: z.number().nullable(),
});

/** The index in a thread of its own, which is started again when it has ended. */
export class WorkerIndexEngine implements IndexEngine {
  readonly #dataDir: string;
  #worker: Worker | undefined;
  #calls = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor({ dataDir }: { readonly dataDir: string }) {
    this.#dataDir = dataDir;
  }

  async open(): Promise<OpenedIndex> {
    return opened.parse(await this.#call({ name: 'open' }));
  }

  async step(argument: EngineStep): Promise<StepOutcome> {
    return stepOutcome.parse(await this.#call({ name: 'step', argument }));
  }

  async forget(argument: string): Promise<void> {
    await this.#call({ name: 'forget', argument });
  }

  async find(argument: IndexQuery): Promise<HitPage> {
    return hitPage.parse(await this.#call({ name: 'find', argument }));
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await this.#call({ name: 'close' }).catch(() => undefined);
    await worker.terminate();
  }

  #call(asked: Asked): Promise<unknown> {
    const worker = (this.#worker ??= this.#start());
    const id = this.#calls++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...asked, id } satisfies Call);
    });
  }

  #start(): Worker {
    const { code, ...how } = program();
    const worker = new Worker(code, {
      ...how,
      workerData: { dataDir: this.#dataDir },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    // Whoever waits for an answer has reasons of its own to go on.
    worker.unref();
    let reason = new Error('the thread of the index has ended');
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (error) => {
      reason = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const waiting of this.#waiting.values()) waiting.reject(reason);
      this.#waiting.clear();
    });
    return worker;
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('failure' in reply) waiting?.reject(errorOf(reply.failure));
    else waiting?.resolve(reply.value);
  }
}

function errorOf({ kind, message }: Failure): Error {
  if (kind === 'renewed') return new IndexRenewedError(message);
  return kind === 'full' ? new IndexFullError(message) : new Error(message);
}

/** The bundle beside us when we are a bundle ourselves, otherwise its source. */
function program(): { readonly code: string | URL; readonly eval: boolean } {
  const bundle = join(import.meta.dirname, 'search-index.mjs');
  if (existsSync(bundle)) return { code: pathToFileURL(bundle), eval: false };
  const source = pathToFileURL(join(import.meta.dirname, 'index-program.ts')).href;
  // A thread does not take the loader for TypeScript over from --import.
  const load = `({ register }) => { register(); return import(${JSON.stringify(source)}); }`;
  return { code: `import('tsx/esm/api').then(${load})`, eval: true };
}
