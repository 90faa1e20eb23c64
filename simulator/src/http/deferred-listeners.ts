import { createServer } from 'node:net';
import { messageOf } from '../error.ts';
import { type ListenerOptions, type Listeners, openListeners } from './listeners.ts';

/** How often an address that is not there yet is looked for: much shorter than firmware needs to ask for it. */
const RETRY_MS = 250;

export interface DeferredListeners {
  close(): Promise<void>;
}

/**
 * Opens the same ports on an address that this machine may not have yet, such as that of a network which is only
 * there while machines use it. Once open they stay open: a bound socket works again when its address comes back.
 */
export function openListenersWhenPossible(
  options: ListenerOptions,
  blocked: (reason: string | null) => void,
): DeferredListeners {
  let timer: NodeJS.Timeout | undefined;
  let listeners: Listeners | undefined;
  let closed = false;
  let said: string | null = null;
  const say = (reason: string | null) => {
    if (reason !== said) blocked(reason);
    said = reason;
  };
  const attempt = async (): Promise<void> => {
    try {
      await probe(options.address);
      const opened = await openListeners(options);
      if (closed) await opened.close();
      else listeners = opened;
      say(null);
    } catch (error) {
      // That it is not there yet is what this is for; anything else is said once.
      say(isAbsent(error) ? null : messageOf(error));
      if (!closed) timer = setTimeout(again, RETRY_MS);
    }
  };
  let latest = attempt();
  function again(): void {
    latest = attempt();
  }
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await latest;
      await listeners?.close();
    },
  };
}

/** Whether a socket can have the address at all; much cheaper than making TLS servers four times a second. */
function probe(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: address, port: 0 }, () => server.close(() => resolve()));
  });
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRNOTAVAIL';
}
