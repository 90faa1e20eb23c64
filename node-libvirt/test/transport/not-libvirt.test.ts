import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Connection, ErrorCode } from '../../src/index.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { ownDirectory } from '../support/own-directory.ts';
import { openDescriptors } from '../support/processes.ts';
import { until } from '../support/until.ts';

leaveNothingBehind();

let directory: string;
let made = 0;
const servers: { server: Server; sockets: Set<Socket> }[] = [];

beforeAll(async () => {
  directory = await ownDirectory('odd');
});

afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Starts a server on a new socket; returns the URI of the socket. */
async function served(serve: (socket: Socket) => void): Promise<{ uri: string; sockets: Set<Socket> }> {
  made++;
  const path = join(directory, `${made}.sock`);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    // Without reading, the end of the other side goes unnoticed.
    socket.resume();
    serve(socket);
  });
  servers.push({ server, sockets });
  server.listen(path);
  await once(server, 'listening');
  return { uri: `test:///default?socket=${path}`, sockets };
}

describe('a server that is not libvirt', () => {
  test('and talks HTTP is found out', async () => {
    const { uri } = await served((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
    });
    const error = await failure(Connection.open(uri));
    expect(error).toMatchObject({ kind: 'protocol', code: ErrorCode.RPC, call: 'AUTH_LIST' });
    expect(error.message).toContain('packet length');
  });

  test('and greets first, like SMTP, is found out', async () => {
    const { uri } = await served((socket) => socket.write('220 mail.example ESMTP ready\r\n'));
    expect(await failure(Connection.open(uri))).toMatchObject({ kind: 'protocol' });
  });

  test('and answers with noise is found out', async () => {
    const { uri } = await served((socket) => {
      socket.on('data', () => socket.write(Buffer.concat([Buffer.from([0xff]), randomBytes(4096)])));
    });
    expect(await failure(Connection.open(uri))).toMatchObject({ kind: 'protocol' });
  });

  test('and echoes what it gets is found out', async () => {
    const { uri } = await served((socket) => socket.pipe(socket));
    const error = await failure(Connection.open(uri));
    expect(error).toMatchObject({ kind: 'protocol' });
    expect(error.message).toContain('packet of type 0');
  });

  test('and hangs up at once is refused', async () => {
    const { uri } = await served((socket) => socket.end());
    const error = await failure(Connection.open(uri));
    expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT });
  });

  test('and hangs up on what it did not read is refused', async () => {
    const { uri } = await served((socket) => {
      socket.pause();
      socket.once('readable', () => socket.destroy());
    });
    expect(await failure(Connection.open(uri))).toMatchObject({ kind: 'refused' });
  });

  test('and greets with less than a packet’s header is found out', async () => {
    const { uri } = await served((socket) => socket.write('220 hi\r\n'));
    expect(await failure(Connection.open(uri))).toMatchObject({ kind: 'protocol' });
  });

  test('and greets byte by byte is found out', async () => {
    const { uri } = await served((socket) => {
      const greeting = Buffer.from('SSH-2.0');
      const next = (at: number) => {
        if (at < greeting.length)
          socket.write(greeting.subarray(at, at + 1), () => setImmediate(next, at + 1));
      };
      next(0);
    });
    expect(await failure(Connection.open(uri))).toMatchObject({ kind: 'protocol' });
  });
});

describe('a silent server', () => {
  test('is given up on after the timeout, and let go', async () => {
    const { uri, sockets } = await served(() => undefined);
    const error = await failure(Connection.open(uri, { timeout: 50 }));
    expect(error).toMatchObject({ kind: 'timeout', code: ErrorCode.OPERATION_TIMEOUT, call: 'AUTH_LIST' });
    await until('the server sees us go', () => sockets.size === 0);
  });

  test('is given up on when the signal aborts, and let go', async () => {
    const stop = new AbortController();
    const { uri, sockets } = await served((socket) => {
      socket.once('data', () => {
        stop.abort(new Error('enough'));
      });
    });
    const error = await failure(Connection.open(uri, { signal: stop.signal }));
    expect(error).toMatchObject({ kind: 'aborted', code: ErrorCode.OPERATION_ABORTED });
    expect(error.cause).toMatchObject({ message: 'enough' });
    await until('the server sees us go', () => sockets.size === 0);
  });

  test('is not even called when the signal has aborted before', async () => {
    const { uri } = await served(() => undefined);
    const error = await failure(Connection.open(uri, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ kind: 'aborted' });
  });

  test('in the middle of a packet is given up on too', async () => {
    const { uri, sockets } = await served((socket) => {
      socket.once('data', () => socket.write(Buffer.from([0, 0, 0, 40, 0x20, 0])));
    });
    expect(await failure(Connection.open(uri, { timeout: 50 }))).toMatchObject({ kind: 'timeout' });
    await until('the server sees us go', () => sockets.size === 0);
  });
});

test('failed openings leave no descriptor behind', async () => {
  const { uri } = await served((socket) => socket.on('data', () => socket.write('nonsense nonsense')));
  await failure(Connection.open(uri));
  const before = openDescriptors().length;
  await Promise.all(Array.from({ length: 50 }, () => failure(Connection.open(uri))));
  await mkdir(join(directory, 'none'));
  await Promise.all(
    Array.from({ length: 50 }, () =>
      failure(Connection.open(`test:///default?socket=${directory}/none/sock`)),
    ),
  );
  await until('all descriptors are closed', () => openDescriptors().length <= before);
});
