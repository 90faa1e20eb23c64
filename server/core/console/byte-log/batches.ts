/** Bytes, or a gap. */
export type Pending = Uint8Array | { readonly to: number; readonly reason: string };

/** Combines adjacent bytes: a port delivers them in small pieces. */
export function* batches(pending: readonly Pending[]): Generator<Pending> {
  let run: Uint8Array[] = [];
  for (const one of pending) {
    if (one instanceof Uint8Array) {
      run.push(one);
      continue;
    }
    if (run.length > 0) yield Buffer.concat(run);
    run = [];
    yield one;
  }
  if (run.length > 0) yield Buffer.concat(run);
}
