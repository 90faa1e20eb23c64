import { createHash } from 'node:crypto';

/** A console of the guest, ours or virsh's. */
export interface Line {
  write(text: string): unknown;
  subscribe(listener: (bytes: Buffer) => void): () => void;
}

export interface Flood {
  readonly milliseconds: number;
  /** Of what arrived between the marks. */
  readonly bytes: number;
  readonly digest: string;
}

/** A numbered line as it arrives: eight digits, and what the guest's terminal makes of a line's end. */
export const LINE = '10000000\r\n'.length;
const FIRST = 10_000_000;
const BEGIN = 'flood begins\r\n';
const END = 'flood ends\r\n';
const ECHOES = 200;
/** For an answer; a guest in software on a busy machine is slow. */
const PATIENCE = 60_000;
/** Bytes in a millisecond; a flood that is slower has stopped. */
const SLOWEST = 10;

/**
 * Everything that arrives, of `size` bytes of numbered lines, which the guest has ready and sends as fast as it can.
 * Rejects when the end does not come.
 */
export async function flood(line: Line, size: number): Promise<Flood> {
  let begun = 0;
  let ended = 0;
  let tail = '';
  const chunks: Buffer[] = [];
  const isOver = (bytes: Buffer): boolean => {
    chunks.push(bytes);
    const text = tail + bytes.toString('latin1');
    if (begun === 0 && text.includes(BEGIN)) begun = performance.now();
    tail = text.slice(-BEGIN.length);
    if (begun === 0 || !text.includes(END)) return false;
    ended = performance.now();
    return true;
  };
  // Its marks are quoted so that the echo of the command has none.
  const command = `seq ${FIRST} ${FIRST + size / LINE - 1} >/flood; echo 'flood ''begins'; cat /flood; echo 'flood ''ends'\n`;
  await until(line, command, isOver, PATIENCE + size / SLOWEST);
  const all = Buffer.concat(chunks);
  const content = all.subarray(all.indexOf(BEGIN) + BEGIN.length, all.indexOf(END));
  return { milliseconds: ended - begun, bytes: content.length, digest: sha256(content) };
}

export function digestOfFlood(size: number): string {
  const lines = Array.from({ length: size / LINE }, (_, index) => `${FIRST + index}\r\n`);
  return sha256(Buffer.from(lines.join('')));
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

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
  let text = '';
  return until(line, typed, (bytes) => isIt((text += bytes.toString('latin1'))), PATIENCE);
}

/** Types, and hands over what comes until it was enough. */
function until(
  line: Line,
  typed: string,
  isEnough: (bytes: Buffer) => boolean,
  patience: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    const stop = line.subscribe((bytes) => {
      seen += bytes.length;
      if (!isEnough(bytes)) return;
      settle();
      resolve();
    });
    const timer = setTimeout(() => {
      settle();
      reject(new Error(`no answer to «${typed.trim()}» in ${patience} ms; ${seen} bytes came`));
    }, patience);
    const settle = () => {
      clearTimeout(timer);
      stop();
    };
    line.write(typed);
  });
}
