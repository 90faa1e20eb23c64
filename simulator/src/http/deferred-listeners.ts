import { createServer } from 'node:net';
import { messageOf } from '../error.ts';
import { type ListenerOptions, type Listeners, openListeners } from './listeners.ts';

/** How often a missing address is tried again: much sooner than firmware needs it. */
const RETRY_MS = 250;

export interface DeferredListeners {
  close(): Promise<void>;
}

/**
 * Opens the same ports on an address that this machine may not have yet, such as the gateway of a network that exists
 * only while machines use it. Once open, they stay open: a bound socket works again when its address comes back.
 */
export function openListenersWhenPossible(
  options: ListenerOptions,
  blocked: (reason: string | null) => void,
): DeferredListeners {
  let timer: NodeJS.Timeout | undefined;
  let listeners: Listeners | undefined;
  let closed = false;
  let lastReason: string | null = null;
  const report = (reason: string | null) => {
    if (reason !== lastReason) blocked(reason);
    lastReason = reason;
  };
  const attempt = async (): Promise<void> => {
    try {
      await probe(options.address);
      const opened = await openListeners(options);
      if (closed) await opened.close();
      else listeners = opened;
      report(null);
    } catch (error) {
      // A missing address is expected; any other reason is reported once.
      report(isAbsent(error) ? null : messageOf(error));
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

/** Tries to bind the address; much cheaper than creating TLS servers four times a second. */
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
