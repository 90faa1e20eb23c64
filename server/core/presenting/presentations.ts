import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import {
  PRESENTATION_LEASE_MS,
  type PresentedView,
  type Presentation,
} from '../../../lib/contract/presentation.ts';
import type { Actor } from '../api.ts';
import type { Context } from '../context.ts';
import type { PresentationsSection } from './api.ts';

interface Going {
  readonly userId: string;
  presentation: Presentation;
  lapse: NodeJS.Timeout;
}

/** Who shows what at the moment. One ends when its presenter ends it, or is not heard of for a while. */
export class Presentations implements PresentationsSection {
  readonly #context: Pick<Context, 'bus' | 'now'>;
  readonly #lease: number;
  readonly #going = new Map<string, Going>();

  constructor(context: Pick<Context, 'bus' | 'now'>, lease = PRESENTATION_LEASE_MS) {
    this.#context = context;
    this.#lease = lease;
  }

  close(): void {
    for (const { lapse } of this.#going.values()) clearTimeout(lapse);
    this.#going.clear();
  }

  list(): Promise<Presentation[]> {
    return Promise.resolve([...this.#going.values()].map(({ presentation }) => presentation));
  }

  begin(view: PresentedView, { userId, name }: Actor): Promise<Presentation> {
    for (const [id, going] of this.#going) if (going.userId === userId) this.#over(id);
    const id = randomUUID();
    const { now, bus } = this.#context;
    const presentation = { id, by: name, view, since: now(), revision: bus.nextRevision() };
    this.#going.set(id, { userId, presentation, lapse: this.#lapse(id) });
    bus.emit({ kind: 'presentation', object: presentation });
    return Promise.resolve(presentation);
  }

  async show(id: string, view: PresentedView, actor: Actor): Promise<Presentation> {
    const going = this.#own(id, actor);
    clearTimeout(going.lapse);
    going.lapse = this.#lapse(id);
    const before = going.presentation;
    if (JSON.stringify(view) === JSON.stringify(before.view)) return Promise.resolve(before);
    const { bus } = this.#context;
    going.presentation = { ...before, view, revision: bus.nextRevision() };
    bus.emit({ kind: 'presentation', object: going.presentation });
    return Promise.resolve(going.presentation);
  }

  async end(id: string, actor: Actor): Promise<void> {
    this.#own(id, actor);
    this.#over(id);
    return Promise.resolve();
  }

  #own(id: string, { userId }: Actor): Going {
    const going = this.#going.get(id);
    if (going?.userId === userId) return going;
    throw new ConsoleError('not-found', 'There is no such presentation of yours; it may have ended.', {
      fix: 'Begin another one.',
    });
  }

  #lapse(id: string): NodeJS.Timeout {
    return setTimeout(() => this.#over(id), this.#lease).unref();
  }

  #over(id: string): void {
    const going = this.#going.get(id);
    if (going === undefined) return;
    clearTimeout(going.lapse);
    this.#going.delete(id);
    this.#context.bus.emit({ kind: 'presentation-ended', object: { id } });
  }
}
