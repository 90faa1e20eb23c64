import type { PortLog } from '../../../lib/contract/boot.ts';
import type { Arrival, ByteChunk, ByteLog } from '../api.ts';

/** Some thousand lines, for a viewer that comes later or is slow. */
const KEPT_BYTES = 1024 * 1024;
const CUT = 'older output of a domain that is not a node is not kept';

/** The latest bytes of a serial port, in memory. */
export class MemoryLog implements ByteLog {
  readonly #port: number;
  readonly #watchers = new Set<() => void>();
  readonly #onWatchers: (count: number) => void;
  #chunks: { readonly from: number; readonly bytes: Buffer }[] = [];
  #end = 0;
  #live = true;
  #told = false;

  /** @param onWatchers called with the number of watchers whenever it changes */
  constructor(port: number, onWatchers: (count: number) => void) {
    this.#port = port;
    this.#onWatchers = onWatchers;
  }

  get live(): boolean {
    return this.#live;
  }

  get facts(): PortLog {
    return { port: this.#port, start: this.#start, end: this.#end, gaps: [] };
  }

  get #start(): number {
    return this.#chunks[0]?.from ?? this.#end;
  }

  append(bytes: Buffer): void {
    this.#chunks.push({ from: this.#end, bytes });
    this.#end += bytes.length;
    while (this.#end - this.#start > KEPT_BYTES && this.#chunks.length > 1) this.#chunks.shift();
    this.#tell();
  }

  end(): void {
    this.#live = false;
    this.#tell();
  }

  read(from: number, limit: number): Promise<ByteChunk | null> {
    return Promise.resolve(this.#read(from, limit));
  }

  /** Nobody notes them. */
  times(): Promise<readonly Arrival[]> {
    return Promise.resolve([]);
  }

  watch(listener: () => void): () => void {
    const watcher = () => listener();
    this.#watchers.add(watcher);
    this.#onWatchers(this.#watchers.size);
    return () => {
      if (this.#watchers.delete(watcher)) this.#onWatchers(this.#watchers.size);
    };
  }

  #read(from: number, limit: number): ByteChunk | null {
    if (from >= this.#end) return null;
    if (from < this.#start) return { kind: 'gap', from, to: this.#start, reason: CUT };
    const chunk = this.#chunks.findLast((each) => each.from <= from);
    if (chunk === undefined) return null;
    const at = from - chunk.from;
    return { kind: 'bytes', offset: from, bytes: chunk.bytes.subarray(at, at + limit) };
  }

  /** Once for all that arrives in this turn. */
  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    setImmediate(() => {
      this.#told = false;
      for (const watcher of this.#watchers) watcher();
    });
  }
}
