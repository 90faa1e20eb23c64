import { createHash } from 'node:crypto';

/** A console of the guest, ours or virsh's. */
export interface Line {
  write(text: string): unknown;
  subscribe(listener: (bytes: Buffer) => void): () => void;
}

export interface Flood {
  readonly milliseconds: number;
  readonly digest: string;
}

/** A character that nothing else in the conversation uses; the command itself must not contain it. */
const MARK = '~'.charCodeAt(0);
const BLOCK = 10_000;
const ECHOES = 200;

/** What arrives of `size` bytes, a multiple of 10,000, which the guest is told to send as fast as it can. */
export function flood(line: Line, size: number): Promise<Flood> {
  return new Promise((resolve) => {
    const hash = createHash('sha256');
    let seen = 0;
    let begun = 0;
    const stop = line.subscribe((bytes) => {
      const marks = bytes.filter((byte) => byte === MARK);
      if (seen === 0 && marks.length > 0) begun = performance.now();
      hash.update(marks);
      seen += marks.length;
      if (seen < size) return;
      stop();
      resolve({ milliseconds: performance.now() - begun, digest: hash.digest('hex') });
    });
    line.write(`dd if=/dev/zero bs=${BLOCK} count=${size / BLOCK} 2>/dev/null | tr '\\0' '\\176'; echo\n`);
  });
}

export const digestOfFlood = (size: number): string =>
  createHash('sha256').update(Buffer.alloc(size, MARK)).digest('hex');

/** Milliseconds from a typed character to its echo, one at a time. */
export async function echoes(line: Line): Promise<number[]> {
  const times: number[] = [];
  while (times.length < ECHOES) {
    const begun = performance.now();
    await answered(line, 'a', (text) => text.includes('a'));
    times.push(performance.now() - begun);
    // Rubbed out again, so that the line does not grow.
    await answered(line, '\x7f', (text) => text.includes('\b'));
  }
  return times;
}

export function answered(line: Line, typed: string, isIt: (text: string) => boolean): Promise<void> {
  return new Promise((resolve) => {
    let text = '';
    const stop = line.subscribe((bytes) => {
      text += bytes.toString('latin1');
      if (!isIt(text)) return;
      stop();
      resolve();
    });
    line.write(typed);
  });
}
