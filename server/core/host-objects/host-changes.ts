import type { Context } from '../context.ts';

/** Several events arrive together: the definition and start of a network alone cause two. */
const GATHER_MS = 50;

/** Reports that networks or pools of a host changed, at most every 50 ms. */
export class HostChanges {
  readonly #bus: Context['bus'];
  readonly #soon = new Map<string, NodeJS.Timeout>();

  constructor({ bus }: Pick<Context, 'bus'>) {
    this.#bus = bus;
  }

  report(host: string): void {
    if (this.#soon.has(host)) return;
    const timer = setTimeout(() => {
      this.#soon.delete(host);
      this.#bus.emit({ kind: 'host-objects', object: { host } });
    }, GATHER_MS);
    this.#soon.set(host, timer);
  }

  close(): void {
    for (const timer of this.#soon.values()) clearTimeout(timer);
    this.#soon.clear();
  }
}
