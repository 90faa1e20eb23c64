import { type ByteLog } from '../api.ts';
import { type PortEcho } from './prompt-responder.ts';

/** An echo is short; anything longer is other output. */
const OUTPUT_MAX = 4096;

/** The output of a port after an offset, once it matches or the time is up, and how long that took. */
export function outputAfter(
  log: ByteLog,
  from: number,
  { matches, ms, signal }: Parameters<PortEcho['outputOf']>[2],
): ReturnType<PortEcho['outputOf']> {
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
