import type { ByteLog } from '../api.ts';

export interface PortEcho {
  /** Runs `act` and returns the port's output from then on, once it matches or the time is up. */
  readonly outputOf: (port: number, act: () => Promise<void>, until: Until) => Promise<Heard>;
  /** Redacts the echo of the next input. */
  readonly redact: (port: number) => void;
}

interface Until {
  readonly matches: (output: string) => boolean;
  readonly ms: number;
  readonly signal: AbortSignal;
  /** Output from an earlier offset on. */
  readonly from?: number;
}

interface Heard {
  /** latin1 */
  readonly output: string;
  readonly tookMs: number;
}

/** An echo is short; anything longer is other output. */
const OUTPUT_MAX = 4096;

/** The output of a port after an offset, once it matches or the time is up, and how long that took. */
export function outputAfter(
  log: Pick<ByteLog, 'read' | 'watch'>,
  from: number,
  { matches, ms, signal }: Until,
): Promise<Heard> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    let output = '';
    const end = (): void => {
      clearTimeout(timer);
      unwatch();
      signal.removeEventListener('abort', end);
      resolve({ output, tookMs: performance.now() - begun });
    };
    const look = async (): Promise<void> => {
      const chunk = await log.read(from, OUTPUT_MAX);
      output = chunk?.kind === 'bytes' ? chunk.bytes.toString('latin1') : '';
      if (matches(output)) end();
    };
    const listen = (): void => void look().catch(reject);
    const timer = setTimeout(end, ms);
    const unwatch = log.watch(listen);
    signal.addEventListener('abort', end);
    listen();
  });
}
