import type { ConsoleClient } from 'ven-client';
import { deferred } from '../live/deferred.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { servePty } from './console-pty.ts';
import { type OpenViewer, serveConsoleSocket } from './console-socket-server.ts';
import { openSerial } from './open-serial.ts';
import { createQueryFilter } from './query-filter.ts';

export interface Attachable {
  readonly client: ConsoleClient;
  readonly node: string;
  readonly port: number;
  readonly mode: 'read' | 'write';
  /** Where it begins; by default at the first byte of the current boot. */
  readonly start: () => Promise<{
    readonly boot: number;
    readonly from: number;
  } | null>;
  readonly note: (line: string) => void;
}

/** A program must not answer what the guest asked long ago. */
function viewerOf({ client, node, port, mode, start, note }: Attachable): OpenViewer {
  return async ({ bytes }) => {
    const filter = createQueryFilter();
    let pastUntil = 0;
    const begin = await start();
    const serial = await openSerial({
      ...{ client, node, port, mode, follow: true, ...begin },
      handlers: {
        begin: ({ end }) => (pastUntil = end),
        bytes: (all, offset) => {
          const past = mode === 'read' ? all.length : Math.max(0, Math.min(all.length, pastUntil - offset));
          const harmless = past > 0 ? filter.filter(all.subarray(0, past)) : new Uint8Array();
          return bytes(Buffer.concat([harmless, all.subarray(past)]), offset);
        },
        gap: (from, to, reason) => note(`${to - from} bytes are missing: ${reason}`),
        blocked: ({ message }) => note(`not typed: ${message}`),
        lost: () => note('connection lost; reconnecting'),
        resumed: () => note('connected again'),
      },
    });
    return mode === 'read' ? { ...serial, input: () => undefined } : serial;
  };
}

/** The port at a unix socket, for as many programs as connect, until a signal. */
export async function attachSocket(path: string, port: Attachable): Promise<number> {
  const interrupts = takeInterrupts();
  try {
    const served = await serveConsoleSocket(path, viewerOf(port), port.note);
    port.note(`serial port ${port.port} of ${port.node} is at ${path}; Ctrl-C ends it`);
    const exitCode = await interrupts.interrupted;
    served.close();
    return exitCode;
  } finally {
    interrupts.dispose();
  }
}

/** The port at a terminal of its own, for one program at a time, until a signal. */
export async function attachPty(path: string, port: Attachable): Promise<number> {
  const interrupts = takeInterrupts();
  const failed = deferred<never>();
  try {
    const served = await servePty(path, viewerOf(port));
    served.failed.catch(failed.reject);
    port.note(`serial port ${port.port} of ${port.node} is at ${path}; Ctrl-C ends it`);
    try {
      return await Promise.race([interrupts.interrupted, failed.promise]);
    } finally {
      await served.close();
    }
  } finally {
    interrupts.dispose();
  }
}
