import { type ByteLog } from '../api.ts';
import { type PortEcho } from './prompt-responder.ts';

/** An echo is short; more is something else that the guest prints. */
const SAID_MAX = 4096;

/** What a port has said behind an offset when it fits or the time is up, and how long that took. */
export function outputAfter(
  log: ByteLog,
  from: number,
  { fits, ms, signal }: Parameters<PortEcho['hear']>[2],
): ReturnType<PortEcho['hear']> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    let said = '';
    const end = (): void => {
      clearTimeout(timer);
      unwatch();
      signal.removeEventListener('abort', end);
      resolve({ said, tookMs: performance.now() - begun });
    };
    const look = async (): Promise<void> => {
      const chunk = await log.read(from, SAID_MAX);
      said = chunk?.kind === 'bytes' ? chunk.bytes.toString('latin1') : '';
      if (fits(said)) end();
    };
    const listen = (): void => void look().catch(reject);
    const timer = setTimeout(end, ms);
    const unwatch = log.watch(listen);
    signal.addEventListener('abort', end);
    listen();
  });
}
