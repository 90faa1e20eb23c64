import { describe, expect, it } from 'vitest';
import { DomainEventID } from '../constants/domain-events.ts';
import { connectionProcedures as procedures } from '../protocol/connection.ts';
import { domainProcedures, qemuProcedures, snapshotProcedures } from '../protocol/domain.ts';
import { eventMessages } from '../protocol/event-messages.ts';
import { networkProcedures } from '../protocol/network.ts';
import { poolProcedures, volumeProcedures } from '../protocol/storage.ts';
import { decode } from '../testing/bytes.ts';
import { Daemon } from '../testing/daemon.ts';
import { daemonError } from '../testing/daemon-error.ts';
import { failureOf } from '../testing/failures.ts';
import { protocolFacts } from '../testing/facts.ts';
import { eventPacket } from '../testing/peer.ts';
import { until } from '../testing/waiting.ts';
import { Connection } from './connection.ts';

const dom = { name: 'v', uuid: '00112233-4455-6677-8899-aabbccddeeff', id: 1 };
const vol = { pool: 'p', name: 'n', key: 'k' };
const { CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY: registerAny } = procedures;
const { CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY: deregisterAny } = procedures;
const lifecycle = eventMessages.DOMAIN_EVENT_CALLBACK_LIFECYCLE;

function open(daemon: Daemon, options: Parameters<typeof Connection.open>[1] = {}): Promise<Connection> {
  return Connection.open('test:///default', { dial: daemon.dial, keepAlive: false, ...options });
}

function lifecycleEvent(callbackID: number, event: number) {
  return eventPacket(lifecycle, { callbackID, msg: { dom, event, detail: 0 } });
}

describe('the methods that hand out a stream', () => {
  it('are those whose procedure libvirt marks as one, and they open a connection of their own', async () => {
    const daemon = new Daemon();
    daemon.returns(domainProcedures.DOMAIN_LOOKUP_BY_NAME, { dom });
    daemon.returns(volumeProcedures.STORAGE_VOL_LOOKUP_BY_KEY, { vol });
    daemon.returns(domainProcedures.DOMAIN_OPEN_CONSOLE, {});
    daemon.returns(domainProcedures.DOMAIN_OPEN_CHANNEL, {});
    daemon.returns(domainProcedures.DOMAIN_SCREENSHOT, { mime: 'image/png' });
    daemon.returns(volumeProcedures.STORAGE_VOL_UPLOAD, {});
    daemon.returns(volumeProcedures.STORAGE_VOL_DOWNLOAD, {});
    const connection = await open(daemon);
    const domain = await connection.domainLookupByName('v');
    const volume = await connection.storageVolLookupByKey('k');
    const { mime, stream } = await domain.screenshot();
    const streams = [
      await domain.openConsole(),
      stream,
      await volume.upload(),
      await volume.download(),
      await domain.openChannel('c'),
    ];
    expect(mime).toBe('image/png');
    expect(daemon.connections).toHaveLength(6);

    const opened = [1, 2, 3, 4, 5].map((index) => daemon.connection(index).calls.at(-1)?.procedure);
    const tables = [
      procedures,
      domainProcedures,
      snapshotProcedures,
      networkProcedures,
      poolProcedures,
      volumeProcedures,
    ];
    const ours = new Set(tables.flatMap((each) => Object.keys(each)));
    const marked = [...protocolFacts().remote.procedures].filter(
      ([name, facts]) => ours.has(name) && facts.stream !== undefined,
    );
    expect(new Set(opened)).toEqual(new Set(marked.map(([, { number }]) => number)));
    expect([...protocolFacts().qemu.procedures].filter(([, { stream: mark }]) => mark)).toEqual([]);
    expect(Object.keys(qemuProcedures)).toEqual(['DOMAIN_AGENT_COMMAND']);

    const directions = streams.map(({ readable, writable }) => ({ readable, writable }));
    expect(directions).toEqual([
      { readable: true, writable: true },
      { readable: true, writable: false },
      { readable: false, writable: true },
      { readable: true, writable: false },
      { readable: true, writable: true },
    ]);
    for (const each of streams) each.on('error', () => undefined).destroy();
    await connection.close();
    await until('every connection is closed', () => daemon.connections.every(({ peer }) => peer.ended));
  });

  it('request a sparse transfer only if specified', async () => {
    const daemon = new Daemon();
    daemon.returns(volumeProcedures.STORAGE_VOL_LOOKUP_BY_KEY, { vol });
    daemon.returns(volumeProcedures.STORAGE_VOL_DOWNLOAD, {});
    const connection = await open(daemon);
    const volume = await connection.storageVolLookupByKey('k');
    (await volume.download()).destroy();
    (await volume.download({ sparse: true, offset: 5n, length: 7n })).destroy();
    const calls = daemon.callsOf(volumeProcedures.STORAGE_VOL_DOWNLOAD);
    const args = calls.map(({ payload }) => decode(volumeProcedures.STORAGE_VOL_DOWNLOAD.args, payload));
    expect(args.map(({ flags, offset, length }) => [flags, offset, length])).toEqual([
      [0, 0n, 0n],
      [1, 5n, 7n],
    ]);
    await connection.close();
  });
});

describe('opening a connection', () => {
  it('opens the URI at the daemon, read-only if specified', async () => {
    for (const readOnly of [false, true]) {
      const daemon = new Daemon();
      const connection = await open(daemon, { readOnly });
      const [call] = daemon.callsOf(procedures.CONNECT_OPEN);
      expect(call && decode(procedures.CONNECT_OPEN.args, call.payload)).toEqual({
        name: 'test:///default',
        flags: readOnly ? 1 : 0,
      });
      await connection.close();
    }
  });

  it('with a signal that is aborted fails, and leaves no connection', async () => {
    const daemon = new Daemon();
    daemon.ignores(procedures.CONNECT_OPEN);
    const controller = new AbortController();
    const failure = failureOf(open(daemon, { signal: controller.signal }));
    await until('the daemon has been asked', () => daemon.callsOf(procedures.CONNECT_OPEN).length === 1);
    controller.abort();
    expect((await failure).kind).toBe('aborted');
    await until('the connection is closed', () => daemon.connection(0).peer.ended);
  });
});

describe('subscribing to domain events', () => {
  it('delivers an event that overtakes the reply, and frees the callback when closed', async () => {
    const daemon = new Daemon();
    daemon.on(registerAny, (call, peer) => {
      peer.send(lifecycleEvent(9, 2));
      peer.reply(call, registerAny, { callbackID: 9 });
      peer.send(lifecycleEvent(9, 3), lifecycleEvent(8, 4));
      return undefined;
    });
    daemon.returns(deregisterAny, {});
    const connection = await open(daemon);
    const seen: number[] = [];
    const registration = await connection.domainEventRegister('lifecycle', ({ domain, event }) => {
      expect(domain).toMatchObject(dom);
      seen.push(event);
    });
    await until('both have arrived', () => seen.length === 2);
    expect(seen).toEqual([2, 3]);
    await registration.close();
    const [call] = daemon.callsOf(deregisterAny);
    expect(call && decode(deregisterAny.args, call.payload)).toEqual({ callbackID: 9 });
    await connection.close();
    expect(seen).toEqual([2, 3]);
  });

  it('queries one domain or all', async () => {
    const daemon = new Daemon();
    daemon.returns(registerAny, { callbackID: 1 });
    daemon.returns(domainProcedures.DOMAIN_LOOKUP_BY_NAME, { dom });
    const connection = await open(daemon);
    const domain = await connection.domainLookupByName('v');
    await connection.domainEvents('reboot');
    await connection.domainEvents('watchdog', { domain });
    const calls = daemon.callsOf(registerAny).map(({ payload }) => decode(registerAny.args, payload));
    expect(calls).toEqual([
      { eventID: DomainEventID.REBOOT, dom: null },
      { eventID: DomainEventID.WATCHDOG, dom },
    ]);
    await connection.close();
  });

  it('as an iterator is left with the callback freed', async () => {
    const daemon = new Daemon();
    daemon.returns(registerAny, { callbackID: 4 });
    daemon.returns(deregisterAny, {});
    const connection = await open(daemon);
    const events = await connection.domainEvents('lifecycle');
    daemon.connection(0).peer.send(lifecycleEvent(4, 5));
    for await (const { event } of events) {
      expect(event).toBe(5);
      break;
    }
    expect(daemon.callsOf(deregisterAny)).toHaveLength(1);
    await connection.close();
  });

  it('ends the iteration when the connection is closed, and throws when it is lost', async () => {
    for (const kind of ['closed', 'lost']) {
      const daemon = new Daemon();
      daemon.returns(registerAny, { callbackID: 4 });
      const connection = await open(daemon);
      const events = await connection.domainEvents('lifecycle');
      const next = events.next();
      if (kind === 'closed') {
        await connection.close();
        expect(await next).toEqual({ value: undefined, done: true });
      } else {
        const failure = failureOf(next);
        daemon.connection(0).peer.die();
        expect((await failure).kind).toBe('lost');
      }
    }
  });

  it('is refused by a daemon too old for it', async () => {
    const daemon = new Daemon();
    const connection = await open(daemon);
    daemon.returns(procedures.CONNECT_SUPPORTS_FEATURE, { supported: false });
    const failure = await failureOf(connection.domainEvents('lifecycle'));
    expect(failure).toMatchObject({ kind: 'libvirt', code: 3 });
    expect(daemon.callsOf(registerAny)).toHaveLength(0);
    await connection.close();
  });

  it('that the daemon refuses leaves nothing behind', async () => {
    const daemon = new Daemon();
    daemon.fails(registerAny, daemonError());
    const connection = await open(daemon);
    expect((await failureOf(connection.domainEvents('lifecycle'))).kind).toBe('libvirt');
    await connection.close();
  });

  it('that is given up leaves no callback behind at the daemon', async () => {
    const daemon = new Daemon();
    daemon.ignores(registerAny);
    daemon.returns(deregisterAny, {});
    const connection = await open(daemon);
    const failure = failureOf(connection.domainEvents('lifecycle', { timeout: 20 }));
    expect((await failure).kind).toBe('timeout');
    const [call] = daemon.callsOf(registerAny);
    if (!call) throw new Error('the daemon was not asked');
    daemon.connection(0).peer.reply(call, registerAny, { callbackID: 6 });
    await until('the callback is freed', () => daemon.callsOf(deregisterAny).length === 1, 300);
  });
});
