// @ts-check
import { once } from 'node:events';
import { createConnection } from 'node:net';

/** @typedef {import('../lib/host-rules/facts.mjs').SocketState} SocketState */

/** A daemon that takes longer than this, even under load, is considered hung. */
const PATIENCE_MS = 5000;

/**
 * libvirt's AUTH_LIST, the first call of every client: length, program, version, procedure 66, type, serial and
 * status, each as a big-endian 32-bit number, and no payload.
 */
const AUTH_LIST = Buffer.alloc(28);
[28, 0x20008086, 1, 66, 0, 0, 0].forEach((value, index) => AUTH_LIST.writeUInt32BE(value, index * 4));

/** @type {Record<string, SocketState>} */
const BY_ERROR = { ENOENT: 'absent', ECONNREFUSED: 'absent', EACCES: 'forbidden', EPERM: 'forbidden' };

/**
 * Connects, and with `ask` also waits for a response, because the kernel accepts connections even if the daemon hangs.
 * @param {string} file
 * @param {{ ask: boolean }} options
 * @returns {Promise<SocketState>}
 */
export async function probeSocket(file, { ask }) {
  const socket = createConnection(file);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const closed = once(socket, 'close').then(() => Promise.reject(new Error('closed without an answer')));
  // May be rejected after it is no longer awaited.
  closed.catch(() => undefined);
  try {
    await once(socket, 'connect', { signal });
    if (ask) {
      socket.write(AUTH_LIST);
      await Promise.race([once(socket, 'data', { signal }), closed]);
    }
    return 'answers';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return BY_ERROR[code] ?? 'silent';
  } finally {
    socket.destroy();
  }
}
