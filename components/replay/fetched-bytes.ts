/** From one position to before the other. */
interface Stretch {
  from: number;
  to: number;
}

/** Bytes of which not all are here yet, and to which more are added at the end. */
export class FetchedBytes {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;
  /** What is here, in order; two never touch. */
  readonly #here: Stretch[] = [];

  get length(): number {
    return this.#length;
  }

  /** Has room for so many more, so that they are not moved while they are added one after the other. */
  reserve(count: number): void {
    const length = this.#length + count;
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  /** Adds so many at the end that are to be fetched. */
  grow(count: number): void {
    this.reserve(count);
    this.#length += count;
  }

  append(bytes: Uint8Array): void {
    const at = this.#length;
    this.grow(bytes.length);
    this.put(at, bytes);
  }

  /** What was fetched; no more than there is room for. */
  put(position: number, bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, Math.max(0, this.#length - position));
    this.#bytes.set(fitting, position);
    this.#note(position, position + fitting.length);
  }

  /** The first stretch within a range that is not here; null if all of it is. */
  missing(from: number, to: number): Readonly<Stretch> | null {
    const end = Math.min(to, this.#length);
    const next = this.#here.findIndex((each) => each.to > from);
    const holder = this.#here[next];
    if (from >= end) return null;
    if (holder === undefined || holder.from > from) return { from, to: Math.min(end, holder?.from ?? end) };
    if (holder.to >= end) return null;
    return { from: holder.to, to: Math.min(end, this.#here[next + 1]?.from ?? end) };
  }

  /** Not a copy; at most what there is. What has not been fetched is zeros. */
  slice(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, Math.min(to, this.#length));
  }

  #note(from: number, to: number): void {
    if (to <= from) return;
    const first = this.#here.findIndex((each) => each.to >= from);
    const at = first === -1 ? this.#here.length : first;
    let [begin, end, count] = [from, to, 0];
    for (let each = this.#here[at]; each !== undefined && each.from <= end; each = this.#here[at + count]) {
      begin = Math.min(begin, each.from);
      end = Math.max(end, each.to);
      count += 1;
    }
    this.#here.splice(at, count, { from: begin, to: end });
  }
}
