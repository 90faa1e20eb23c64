import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { invalidArgument } from '../error.ts';
import type { ConnectionURI } from './uri.ts';
import type { Transport } from './transport.ts';
import { abortError, plainTransport, refused } from './transport.ts';

/** What decides where a daemon's socket is; a parameter so that every case can be tried. */
export interface Surroundings {
  readonly euid: number;
  readonly home: string;
  readonly runtimeDirectory: string | undefined;
  readonly cacheDirectory?: string | undefined;
  readonly exists: (path: string) => boolean;
}

function currentSurroundings(): Surroundings {
  return {
    euid: process.geteuid?.() ?? 0,
    home: homedir(),
    runtimeDirectory: process.env.XDG_RUNTIME_DIR,
    cacheDirectory: process.env.XDG_CACHE_HOME,
    exists: existsSync,
  };
}

/** The part of a URI that socket paths depend on; `undefined` driver and path: no URI, the daemon chooses. */
export type SocketChoice = Pick<ConnectionURI, 'driver' | 'path' | 'transport'> & {
  readonly mode: ConnectionURI['parameters']['mode'];
  readonly readOnly: boolean;
};

/**
 * The path of the daemon's socket: the modular daemon's (`virtqemud-sock`) when it is there, else libvirtd's;
 * in the user's runtime directory for a session, in /var/run/libvirt for the system.
 * Source: src/remote/remote_sockets.c of libvirt 9.0.0.
 */
export function socketPath(choice: SocketChoice, around: Surroundings = currentSurroundings()): string {
  const isSession = around.euid !== 0 && (choice.path === '/session' || choice.driver === 'test');
  const directory = isSession ? sessionDirectory(around) : '/var/run/libvirt';
  const suffix = choice.readOnly && !isSession ? 'sock-ro' : 'sock';
  const legacy = join(directory, `libvirt-${suffix}`);
  const direct = choice.driver === '' ? undefined : join(directory, `virt${choice.driver}d-${suffix}`);
  if (choice.mode === 'legacy') return legacy;
  if (choice.mode === 'direct') {
    if (choice.transport !== 'unix') throw invalidArgument('mode=direct works only with the unix transport');
    if (!direct) throw invalidArgument('mode=direct needs a URI that names the driver');
    return direct;
  }
  // At the far end of ssh nothing can be looked up; virt-ssh-helper chooses there.
  if (choice.transport === 'unix' && direct && around.exists(direct)) return direct;
  return legacy;
}

function sessionDirectory(around: Surroundings): string {
  const { runtimeDirectory = '', cacheDirectory = '', home } = around;
  const cache = cacheDirectory === '' ? join(home, '.cache') : cacheDirectory;
  return join(runtimeDirectory === '' ? cache : runtimeDirectory, 'libvirt');
}

/** What a read is put into at first; shared, because it is emptied before the next one. */
const readBuffer = Buffer.alloc(262_144);

/** Connects to the socket at `path`. Rejects with `refused` and the next step. */
export function dialUnix(path: string, signal: AbortSignal | undefined): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      path,
      onread: {
        buffer: readBuffer,
        // One large read and a copy of the bytes cost less than many small reads, each with its own allocation.
        callback: (size, bytes) => {
          socket.emit('data', Buffer.from(bytes.subarray(0, size)));
          return true;
        },
      },
    });
    // Nothing is read, and so nothing lost, before it has a listener and is resumed.
    socket.pause();
    const onAbort = () => {
      if (signal) fail(abortError(signal));
    };
    const fail = (error: Error) => {
      signal?.removeEventListener('abort', onAbort);
      socket.destroy();
      reject(error);
    };
    const onError = (error: NodeJS.ErrnoException) => {
      fail(refused(`${path}: ${explain(error)}`, error));
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      signal?.removeEventListener('abort', onAbort);
      resolve(plainTransport(socket));
    });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function explain(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'no such socket; is libvirtd (or virtqemud) installed and started?';
    case 'ECONNREFUSED':
      return 'nobody listens on this socket; start libvirtd (or virtqemud)';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied; add the user to the group «libvirt» and log in again';
    default:
      return error.message;
  }
}
