import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DomainEvents, EventStream, LibvirtStream } from '../../src/index.ts';
import { Connection, DomainCreateFlags, ErrorCode, LibvirtError } from '../../src/index.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { ownName } from '../support/names.ts';
import { ObservedDial } from '../support/observed-dial.ts';
import { ownVolume } from '../support/own-volume.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';
import { openDescriptors } from '../support/processes.ts';
import { until } from '../support/until.ts';

leaveNothingBehind();

const keepAlive = false;

let daemon: PrivateDaemon;
let before: number;
beforeEach(async () => {
  before = openDescriptors().length;
  daemon = await PrivateDaemon.start();
});
afterEach(async () => {
  await daemon[Symbol.asyncDispose]();
  await until('all descriptors are closed', () => openDescriptors().length <= before);
});

/** Resolves with what a stream ends with. */
function ending(stream: LibvirtStream): Promise<unknown> {
  return new Promise((resolve) => {
    stream.once('error', resolve);
    stream.once('end', () => resolve('a proper end'));
  });
}

describe('a daemon that is killed', () => {
  test('in the middle of many calls rejects each of them once, as lost', async () => {
    const connection = await Connection.open(daemon.uri(), { keepAlive });
    daemon.signal('SIGSTOP');
    const rejections: unknown[] = [];
    const calls = Array.from({ length: 500 }, (_, at) => {
      const call = at % 2 === 0 ? connection.getHostname() : connection.domainLookupByName(`test ${at}`);
      return call.then(
        () => 'answered',
        (error: unknown) => {
          rejections.push(error);
          return 'rejected';
        },
      );
    });
    await daemon.kill();
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['rejected']));
    expect(rejections).toHaveLength(500);
    // Each has its own error, which names the call.
    expect(new Set(rejections).size).toBe(500);
    const names = new Map<string, number>();
    for (const error of rejections) {
      if (!(error instanceof LibvirtError)) throw new Error('not a LibvirtError', { cause: error });
      expect(error).toMatchObject({ kind: 'lost', code: ErrorCode.RPC });
      names.set(error.call ?? '', (names.get(error.call ?? '') ?? 0) + 1);
    }
    expect(Object.fromEntries(names)).toEqual({ CONNECT_GET_HOSTNAME: 250, DOMAIN_LOOKUP_BY_NAME: 250 });
    expect(await connection.closed).toMatchObject({ kind: 'lost' });
    expect(connection.isAlive()).toBe(false);
  });

  test('makes every later call fail as lost, and closing succeed', async () => {
    const connection = await Connection.open(daemon.uri());
    await daemon.kill();
    await connection.closed;
    expect(await failure(connection.getHostname())).toMatchObject({ kind: 'lost' });
    const pool = connection.listAllStoragePools();
    expect(await failure(pool)).toMatchObject({ kind: 'lost', call: 'CONNECT_LIST_ALL_STORAGE_POOLS' });
    await connection.close();
    await connection.close();
  });

  test('and started again is found by the next opening', async () => {
    const first = await Connection.open(daemon.uri());
    await daemon.kill();
    await first.closed;
    expect(await failure(Connection.open(daemon.uri()))).toMatchObject({ kind: 'refused' });
    await daemon.restart();
    await using second = await Connection.open(daemon.uri());
    expect((await second.domainLookupByName('test')).name).toBe('test');
    expect(await failure(first.getHostname())).toMatchObject({ kind: 'lost' });
  });

  test('while a connection is being opened is a refusal', async () => {
    daemon.signal('SIGSTOP');
    const observed = new ObservedDial(daemon.socket);
    const opening = failure(Connection.open('test:///default', { dial: observed.dial }));
    await until('it is connected', () => observed.sockets.length === 1);
    await daemon.kill();
    expect(await opening).toMatchObject({ kind: 'refused', cause: { kind: 'lost' } });
  });

  test('in the middle of closing lets close() succeed', async () => {
    const connection = await Connection.open(daemon.uri());
    daemon.signal('SIGSTOP');
    const closing = connection.close();
    await daemon.kill();
    await closing;
    expect(connection.isAlive()).toBe(false);
  });

  test('in the middle of a download destroys the stream as lost, never as ended', async () => {
    const connection = await Connection.open(daemon.uri('qemu:///session'));
    const size = 32 * 1024 * 1024;
    const made = await ownVolume(daemon, connection, size);
    const stream = await (await made.at(connection)).download();
    const end = ending(stream);
    let received = 0;
    const halfRead = new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received < size / 2) return;
        stream.pause();
        resolve();
      });
    });
    await halfRead;
    await daemon.kill();
    stream.resume();
    expect(await end).toMatchObject({ kind: 'lost', call: 'STORAGE_VOL_DOWNLOAD' });
    expect(received).toBeLessThan(size);
    expect(stream.destroyed).toBe(true);
  });

  test('destroys an unread stream as lost', async () => {
    const connection = await Connection.open(daemon.uri('qemu:///session'));
    const made = await ownVolume(daemon, connection, 8 * 1024 * 1024);
    const stream = await (await made.at(connection)).download();
    const end = ending(stream);
    await daemon.kill();
    expect(await end).toMatchObject({ kind: 'lost' });
  });

  test('while streams are being opened rejects each opening, or destroys its stream', async () => {
    const connection = await Connection.open(daemon.uri('qemu:///session'));
    const made = await ownVolume(daemon, connection, 4 * 1024 * 1024);
    const volume = await made.at(connection);
    const openings = Array.from({ length: 60 }, () => volume.download());
    const outcomes = openings.map((opening) => opening.then(ending, (error: unknown) => error));
    await Promise.race(openings);
    await daemon.kill();
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toBeInstanceOf(LibvirtError);
  });

  test('in the middle of an upload fails the writer as lost', async () => {
    const connection = await Connection.open(daemon.uri('qemu:///session'));
    const made = await ownVolume(daemon, connection, 8 * 1024 * 1024);
    const stream = await (await made.at(connection)).upload();
    const end = ending(stream);
    daemon.signal('SIGSTOP');
    // More than the operating system takes for a daemon that does not read.
    const written = new Promise<unknown>((resolve) => stream.write(Buffer.alloc(8 * 1024 * 1024), resolve));
    await daemon.kill();
    expect(await end).toMatchObject({ kind: 'lost', call: 'STORAGE_VOL_UPLOAD' });
    expect(await written).toBeInstanceOf(Error);
  });

  test('with a console open destroys it as lost; the guest lives on and is found again', async () => {
    const name = ownName('guest');
    const connection = await Connection.open(daemon.uri('qemu:///session'));
    const domain = await connection.domainCreateXML(guest(name), DomainCreateFlags.START_PAUSED);
    const stream = await domain.openConsole();
    const end = ending(stream);
    await daemon.kill();
    expect(await end).toMatchObject({ kind: 'lost', call: 'DOMAIN_OPEN_CONSOLE' });

    await daemon.restart();
    await using second = await Connection.open(daemon.uri('qemu:///session'));
    expect(await second.domainLookupByName(name)).toMatchObject({ uuid: domain.uuid });
  });

  test('ends an iteration over events with lost', async () => {
    const connection = await Connection.open(daemon.uri());
    const events = await connection.domainEvents('lifecycle');
    const waiting = failure(collect(events));
    await daemon.kill();
    expect(await waiting).toMatchObject({ kind: 'lost' });
    expect(await events.next()).toEqual({ value: undefined, done: true });
    await events.close();
  });

  test('cannot answer the freeing of a callback, which is no error', async () => {
    const connection = await Connection.open(daemon.uri());
    const registration = await connection.domainEventRegister('lifecycle', () => undefined);
    await daemon.kill();
    await connection.closed;
    await registration.close();
  });
});

test('a daemon that shuts down in order while a connection is idle is a loss too', async () => {
  const connection = await Connection.open(daemon.uri());
  await daemon.terminate();
  const reason = await connection.closed;
  expect(reason).toMatchObject({ kind: 'lost', message: 'the daemon closed the connection' });
});

function guest(name: string): string {
  return `<domain type='qemu'>
  <name>${name}</name><memory unit='KiB'>1024</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <controller type='usb' model='none'/><memballoon model='none'/><video><model type='none'/></video>
    <serial type='pty'/>
  </devices>
</domain>`;
}

async function collect(events: EventStream<DomainEvents['lifecycle']>): Promise<unknown[]> {
  const found = [];
  for await (const event of events) found.push(event);
  return found;
}
