import { type PortLog } from '../../lib/contract/boot.ts';
import { type ByteChunk, type ByteLog } from '../core/api.ts';

/** A byte log without a disk, for tests of what shows logs. */
export class MemoryLog implements ByteLog {
  readonly #port: number;
  readonly #parts: ByteChunk[] = [];
  readonly #watchers = new Set<() => void>();
  #end = 0;
  #live = true;
  #told = false;

  constructor(port: number) {
    this.#port = port;
  }

  get facts(): PortLog {
    const [first, ...others] = this.#parts;
    const gaps = others.flatMap((part) => (part.kind === 'gap' ? [part] : []));
    return {
      port: this.#port,
      start: first?.kind === 'gap' ? first.to : 0,
      end: this.#end,
      gaps: gaps.map(({ from, to, reason }) => ({ from, to, reason })),
    };
  }

  get live(): boolean {
    return this.#live;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  append(bytes: Buffer | string): void {
    const data = Buffer.from(bytes);
    this.#parts.push({ kind: 'bytes', offset: this.#end, bytes: data });
    this.#end += data.length;
    this.#tell();
  }

  lose(count: number, reason: string): void {
    this.#parts.push({ kind: 'gap', from: this.#end, to: this.#end + count, reason });
    this.#end += count;
    this.#tell();
  }

  finish(): void {
    this.#live = false;
    this.#tell();
  }

  read(from: number, limit: number): Promise<ByteChunk | null> {
    for (const part of this.#parts) {
      if (part.kind === 'gap') {
        if (from < part.to) return Promise.resolve({ ...part, from: Math.max(from, part.from) });
      } else if (from < part.offset + part.bytes.length) {
        const at = from - part.offset;
        return Promise.resolve({ kind: 'bytes', offset: from, bytes: part.bytes.subarray(at, at + limit) });
      }
    }
    return Promise.resolve(null);
  }

  watch(listener: () => void): () => void {
    const watcher = () => listener();
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Once for everything that is added in one turn. */
  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    setImmediate(() => {
      this.#told = false;
      for (const watcher of this.#watchers) watcher();
    });
  }
}
