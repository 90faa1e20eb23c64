import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dial } from '../../src/index.ts';
import { Connection, plainTransport } from '../../src/index.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { ownVolume, sha256 } from '../support/own-volume.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';
import { until } from '../support/until.ts';

leaveNothingBehind();

const size = 4 * 1024 * 1024;

let daemon: PrivateDaemon;
const children: ChildProcess[] = [];
beforeAll(async () => {
  daemon = await PrivateDaemon.start();
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  await until('every child is gone', () => children.every(hasEnded));
});

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** A program's standard input and output. */
function through(program: string, ...args: string[]): Dial {
  return async () => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    await once(child, 'spawn');
    const duplex = Duplex.from({ readable: child.stdout, writable: child.stdin });
    duplex.once('close', () => child.kill());
    return plainTransport(duplex);
  };
}

/** A few bytes at a time in both directions, whatever the ends would like. */
async function choppingServer(path: string): Promise<{ server: Server; port: number }> {
  const server = createServer((near) => {
    const far = connect(path);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
      from.on('data', (chunk: Buffer) => {
        const middle = Math.floor(chunk.length / 3);
        for (const part of [
          chunk.subarray(0, 1),
          chunk.subarray(1, middle + 1),
          chunk.subarray(middle + 1),
        ]) {
          if (part.length > 0 && !to.write(part)) {
            from.pause();
            to.once('drain', () => from.resume());
          }
        }
      });
    }
    near.setNoDelay(true);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('no port');
  return { server, port: address.port };
}

/** Calls, events and streams, all over what `dial` makes. */
async function expectItWorks(dial: Dial): Promise<void> {
  await using connection = await Connection.open('qemu:///session', { dial });
  expect(await connection.getURI()).toBe('qemu:///session');
  const made = await ownVolume(daemon, connection, size);
  await using events = await closable(connection);
  const pool = await connection.storagePoolLookupByName(made.pool);
  await pool.refresh();
  expect((await events.next()).value).toMatchObject({ pool: { name: made.pool } });
  expect(await sha256(await (await made.at(connection)).download())).toBe(made.sha256);
}

async function closable(connection: Connection) {
  const events = await connection.storagePoolEvents('refresh');
  return Object.assign(events, { [Symbol.asyncDispose]: () => events.close() });
}

describe('any duplex stream will do', () => {
  test('such as a socket that was opened elsewhere', async () => {
    await expectItWorks(async () => {
      const socket = connect(daemon.socket);
      await once(socket, 'connect');
      return plainTransport(socket);
    });
  });

  test('such as one that cuts everything to pieces', async () => {
    const { server, port } = await choppingServer(daemon.socket);
    await expectItWorks(async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return plainTransport(socket);
    });
    await new Promise((resolve) => server.close(resolve));
  });

  test('such as netcat’s', async () => {
    await expectItWorks(through('nc', '-U', daemon.socket));
  });

  test('such as virt-ssh-helper’s', async () => {
    await using connection = await Connection.open('qemu:///system', {
      dial: through('virt-ssh-helper', 'qemu:///system'),
    });
    expect(await connection.getURI()).toBe('qemu:///system');
  });
});

test('a dial that rejects ends the opening with its own error', async () => {
  const refusal = new Error('not today');
  await expect(Connection.open('test:///default', { dial: () => Promise.reject(refusal) })).rejects.toBe(
    refusal,
  );
});

test('a program that ends at once is a refusal that quotes it', async () => {
  const dial: Dial = async () => {
    const { duplex } = await through('true')(undefined);
    return { duplex, complaint: () => Promise.resolve('that was short') };
  };
  const error = await failure(Connection.open('test:///default', { dial }));
  expect(error).toMatchObject({ kind: 'refused', message: 'that was short' });
});

test('a program that is killed later is a lost connection', async () => {
  const connection = await Connection.open('test:///default', { dial: through('nc', '-U', daemon.socket) });
  children.at(-1)?.kill('SIGKILL');
  expect(await connection.closed).toMatchObject({ kind: 'lost' });
});
