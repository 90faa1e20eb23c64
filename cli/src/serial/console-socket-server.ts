import { chmod, rm, lstat } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import type { Serial, SerialHandlers } from './open-serial.ts';

/** Opens a viewer of its own for each program that connects. */
export type OpenViewer = (handlers: Pick<SerialHandlers, 'bytes'>) => Promise<Serial>;

/** Whether a program accepts connections there. */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A socket that a program left behind is replaced; anything else that is there stays. */
async function makeRoom(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  if (found.isSocket() && !(await isServed(path))) await rm(path);
  else
    throw new ConsoleError('conflict', `${path} exists.`, {
      fix: 'Use another path, or remove what is there.',
    });
}

/** Bytes to a slow program wait here, not in memory: the server is told later that they were taken. */
export const written = (socket: Writable, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed || socket.write(bytes)) resolve();
    else {
      socket.once('drain', resolve);
      socket.once('close', () => resolve());
    }
  });

async function serve(socket: Socket, open: OpenViewer, onError: (error: unknown) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  socket.pause();
  socket.on('error', () => socket.destroy());
  const serial = await open({ bytes: (bytes) => written(socket, bytes) });
  if (socket.destroyed) {
    serial.close();
    return;
  }
  socket.on('data', (chunk: Buffer) => serial.input(decoder.write(chunk)));
  socket.once('close', () => serial.close());
  socket.resume();
  await serial.failed.catch((error: unknown) => {
    if (!socket.destroyed) onError(error);
    socket.destroy();
  });
}

/** A unix socket that only this user can open; every connection to it is a viewer of the serial port. */
export async function serveConsoleSocket(
  path: string,
  open: OpenViewer,
  note: (line: string) => void,
): Promise<{ close(): void }> {
  await makeRoom(path);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, open, (error) => note(messageOf(error))).catch((error: unknown) => {
      note(messageOf(error));
      socket.destroy();
    });
  });
  await listening(server, path);
  return {
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function listening(server: Server, path: string): Promise<void> {
  // Before it is there, so that nobody else can be faster.
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    await chmod(path, 0o600);
  } catch (error) {
    server.close();
    throw new ConsoleError('invalid', `The socket ${path} could not be made: ${messageOf(error)}`, {
      fix: 'Use a path of at most 100 characters in a folder that you may write to.',
    });
  } finally {
    process.umask(before);
  }
}
