import { describe, expect, it } from 'vitest';
import { ErrorCode, ErrorDomain } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { connectionProcedures as procedures } from '../protocol/connection.ts';
import { domainProcedures } from '../protocol/domain.ts';
import { eventMessages } from '../protocol/event-messages.ts';
import { Daemon, sessionSettings } from '../testing/daemon.ts';
import { daemonError } from '../testing/daemon-error.ts';
import { failureOf } from '../testing/failures.ts';
import { eventPacket, replyTo, status, streamPacket } from '../testing/peer.ts';
import { uncaughtDuring } from '../testing/uncaught.ts';
import { quiet, until } from '../testing/waiting.ts';
import type { StreamRequest } from './stream-opening.ts';
import { Session } from './session.ts';

const dom = { name: 'v', uuid: '00112233-4455-6677-8899-aabbccddeeff', id: 1 };
const openConsole = domainProcedures.DOMAIN_OPEN_CONSOLE;
const request: StreamRequest<Parameters<typeof openConsole.args.write>[1], unknown> = {
  procedure: openConsole,
  args: { dom, dev_name: null, flags: 0 },
  direction: 'both',
};
const { CONNECT_OPEN, CONNECT_CLOSE, CONNECT_GET_HOSTNAME, AUTH_LIST, AUTH_POLKIT } = procedures;
const { CONNECT_SUPPORTS_FEATURE, CONNECT_REGISTER_CLOSE_CALLBACK } = procedures;
const unknownProcedure = daemonError({
  code: ErrorCode.RPC,
  domain: ErrorDomain.RPC,
  message: 'unknown procedure: 66',
});

function open(daemon: Daemon): Promise<Session> {
  return Session.open(sessionSettings(daemon), {});
}

function called(daemon: Daemon, index: number): number[] {
  return daemon.connection(index).calls.map(({ procedure }) => procedure);
}

describe('opening', () => {
  it('authenticates, requests keep-alive, opens, and watches the daemon, in the order of the C client', async () => {
    const daemon = new Daemon();
    await open(daemon);
    expect(called(daemon, 0)).toEqual([66, 60, 1, 60, 360]);
  });

  it('authenticates with polkit when the daemon requires it', async () => {
    const daemon = new Daemon();
    daemon.returns(AUTH_LIST, { types: [2, 0] });
    daemon.returns(AUTH_POLKIT, { complete: 1 });
    await open(daemon);
    expect(called(daemon, 0).slice(0, 3)).toEqual([66, 70, 60]);
  });

  it.each([
    ['SASL', 1],
    ['an unknown authentication', 9],
  ])('is refused when the daemon asks for %s', async (_what, kind) => {
    const daemon = new Daemon();
    daemon.returns(AUTH_LIST, { types: [kind] });
    expect((await failureOf(open(daemon))).kind).toBe('refused');
    await until('the connection is closed', () => daemon.connection(0).peer.ended);
  });

  it('needs no authentication from a daemon that does not know the question', async () => {
    const daemon = new Daemon();
    daemon.fails(AUTH_LIST, unknownProcedure);
    expect((await open(daemon)).isAlive).toBe(true);
  });

  it('does without features of a daemon that does not know the question', async () => {
    const daemon = new Daemon();
    daemon.fails(CONNECT_SUPPORTS_FEATURE, unknownProcedure);
    await open(daemon);
    expect(daemon.callsOf(CONNECT_REGISTER_CLOSE_CALLBACK)).toHaveLength(0);
  });

  it("fails with the daemon's own error, and closes the connection", async () => {
    const daemon = new Daemon();
    daemon.fails(CONNECT_OPEN, daemonError({ code: ErrorCode.AUTH_FAILED, message: 'not you' }));
    const error = await failureOf(open(daemon));
    expect(error).toMatchObject({ kind: 'libvirt', code: ErrorCode.AUTH_FAILED, call: 'CONNECT_OPEN' });
    await until('the connection is closed', () => daemon.connection(0).peer.ended);
  });

  it('is refused when the connection dies on the way', async () => {
    const daemon = new Daemon();
    daemon.on(CONNECT_OPEN, (_call, peer) => {
      peer.die();
      return undefined;
    });
    expect((await failureOf(open(daemon))).kind).toBe('refused');
  });

  it('works when the driver has nothing to watch', async () => {
    const daemon = new Daemon();
    daemon.fails(CONNECT_REGISTER_CLOSE_CALLBACK, daemonError({ code: ErrorCode.NO_SUPPORT }));
    expect((await open(daemon)).isAlive).toBe(true);
  });

  it('that fails after the daemon has opened closes the connection', async () => {
    const daemon = new Daemon();
    daemon.ignores(CONNECT_REGISTER_CLOSE_CALLBACK);
    const error = await failureOf(Session.open(sessionSettings(daemon), { timeout: 50 }));
    expect(error.kind).toBe('timeout');
    await until('the connection is closed', () => daemon.connection(0).peer.ended, 300);
  });
});

describe('closing', () => {
  it('closes at the daemon, ends the connection, and rejects outstanding calls as closed', async () => {
    const daemon = new Daemon();
    daemon.ignores(CONNECT_GET_HOSTNAME);
    const session = await open(daemon);
    const failure = failureOf(session.call(CONNECT_GET_HOSTNAME, {}));
    await session.close();
    expect((await failure).kind).toBe('closed');
    expect((await session.closed).kind).toBe('closed');
    expect(session.isAlive).toBe(false);
    expect(daemon.callsOf(CONNECT_CLOSE)).toHaveLength(1);
    await until('the connection is closed', () => daemon.connection(0).peer.ended);
    await session.close();
    expect((await failureOf(session.call(CONNECT_GET_HOSTNAME, {}))).kind).toBe('closed');
    expect((await failureOf(session.openStream(request))).kind).toBe('closed');
  });

  it('succeeds although the daemon is gone', async () => {
    const daemon = new Daemon();
    const session = await open(daemon);
    daemon.connection(0).peer.die();
    await session.close();
    expect((await session.closed).kind).toBe('lost');
  });

  it('ends every open stream, and its connection', async () => {
    const daemon = new Daemon();
    daemon.returns(openConsole, {});
    const session = await open(daemon);
    const { stream } = await session.openStream(request);
    const failure = new Promise<unknown>((resolve) => stream.once('error', resolve));
    await session.close();
    expect(await failure).toMatchObject({ kind: 'closed', call: 'DOMAIN_OPEN_CONSOLE' });
    await until('both connections are closed', () => daemon.connections.every(({ peer }) => peer.ended));
  });

  it("is over behind the daemon's answers to what it aborted, running streams and one being opened", async () => {
    const daemon = new Daemon();
    daemon.answersEndsOfStreams = false;
    daemon.returns(openConsole, {});
    const session = await open(daemon);
    const { stream } = await session.openStream(request);
    stream.on('error', () => undefined);
    daemon.ignores(openConsole);
    const opening = failureOf(session.openStream(request));
    await until('the second is being opened', () => daemon.callsOf(openConsole).length === 2);
    let isClosed = false;
    const closing = session.close().then(() => (isClosed = true));
    expect((await opening).kind).toBe('closed');
    const [first, second] = daemon.callsOf(openConsole);
    if (!first || !second) throw new Error('two streams were not opened');
    daemon.connection(1).peer.send(streamPacket(first, status.ok));
    daemon.connection(2).peer.send(replyTo(second, Buffer.alloc(0)));
    await until('the first has its answer', () => daemon.connection(1).peer.ended);
    await quiet(() => daemon.connections.length);
    expect([isClosed, daemon.connection(2).peer.ended]).toEqual([false, false]);
    daemon.connection(2).peer.send(streamPacket(second, status.ok));
    await closing;
    await until('the second has its answer', () => daemon.connection(2).peer.ended);
  });

  it('while a stream is being opened does not leave it open', async () => {
    const daemon = new Daemon();
    daemon.returns(openConsole, {});
    const session = await open(daemon);
    daemon.ignores(CONNECT_OPEN);
    const opening = session.openStream(request).then(
      () => 'opened',
      (error: unknown) => (error instanceof LibvirtError ? error.kind : String(error)),
    );
    await until('the stream is being opened', () => daemon.callsOf(CONNECT_OPEN).length === 2);
    const closing = session.close();
    const [, second] = daemon.callsOf(CONNECT_OPEN);
    if (!second) throw new Error('no second connection');
    daemon.connection(1).peer.reply(second, CONNECT_OPEN, {});
    await closing;
    expect(await opening).toBe('closed');
  });
});

describe('a stream', () => {
  it('uses a separate connection, which opens like the first but without keep-alive', async () => {
    const daemon = new Daemon();
    daemon.returns(openConsole, {});
    const session = await open(daemon);
    const { stream } = await session.openStream(request);
    expect(called(daemon, 1)).toEqual([66, 1, openConsole.number]);
    stream.destroy();
    await until('its connection is closed', () => daemon.connection(1).peer.ended);
    expect(session.isAlive).toBe(true);
    expect(daemon.connection(0).peer.ended).toBe(false);
  });

  it('that is not read blocks no call', async () => {
    const daemon = new Daemon({ highWaterMark: 1024 });
    daemon.returns(openConsole, {});
    daemon.returns(CONNECT_GET_HOSTNAME, { hostname: 'h' });
    const session = await open(daemon);
    const { stream } = await session.openStream(request);
    const call = daemon.callsOf(openConsole)[0];
    if (!call) throw new Error('the console was not opened');
    const { peer } = daemon.connection(1);
    for (let index = 0; index < 32; index++) {
      peer.send(streamPacket(call, status.continue, Buffer.alloc(65_536)));
    }
    await quiet(() => stream.readableLength);
    expect(peer.duplex.writableNeedDrain).toBe(true);
    expect(await session.call(CONNECT_GET_HOSTNAME, {})).toEqual({ hostname: 'h' });
    stream.destroy();
    await until('its connection is closed', () => daemon.connection(1).peer.ended);
  });

  it("that the daemon refuses fails with the daemon's error, and its connection is closed", async () => {
    const daemon = new Daemon();
    daemon.fails(openConsole, daemonError({ code: ErrorCode.OPERATION_INVALID, message: 'not running' }));
    const session = await open(daemon);
    expect(await failureOf(session.openStream(request))).toMatchObject({
      kind: 'libvirt',
      code: ErrorCode.OPERATION_INVALID,
      call: 'DOMAIN_OPEN_CONSOLE',
    });
    await until('its connection is closed', () => daemon.connection(1).peer.ended);
    expect(session.isAlive).toBe(true);
  });

  it('whose connection is refused fails with the reason', async () => {
    const daemon = new Daemon();
    const session = await open(daemon);
    daemon.fails(CONNECT_OPEN, daemonError({ code: ErrorCode.AUTH_FAILED, message: 'not you' }));
    expect((await failureOf(session.openStream(request))).code).toBe(ErrorCode.AUTH_FAILED);
    expect(session.isAlive).toBe(true);
  });

  it('whose connection dies while it greets fails as refused', async () => {
    const daemon = new Daemon();
    const session = await open(daemon);
    daemon.on(CONNECT_OPEN, (_call, peer) => {
      peer.die();
      return undefined;
    });
    expect((await failureOf(session.openStream(request))).kind).toBe('refused');
    expect(session.isAlive).toBe(true);
  });

  it('ends as lost with the main connection', async () => {
    const daemon = new Daemon();
    daemon.returns(openConsole, {});
    const session = await open(daemon);
    const { stream } = await session.openStream(request);
    const failure = new Promise<unknown>((resolve) => stream.once('error', resolve));
    daemon.connection(0).peer.die();
    expect(await failure).toMatchObject({ kind: 'lost', call: 'DOMAIN_OPEN_CONSOLE' });
    await until('its connection is closed', () => daemon.connection(1).peer.ended);
  });
});

describe('a stream that fails right behind the reply that opens it', () => {
  it.each(['an error of the daemon', 'the end of the connection'])(
    '(%s in the same chunk) reaches whoever opened it, not the process',
    async (what) => {
      const daemon = new Daemon();
      daemon.on(openConsole, (call, peer) => {
        const reply = replyTo(call, Buffer.alloc(0));
        const error = streamPacket(call, status.error, daemonError());
        // From the event loop, as a socket does it; a promise's continuation would run before the stream's error.
        setImmediate(() => {
          peer.send(what === 'an error of the daemon' ? Buffer.concat([reply, error]) : reply);
          if (what !== 'an error of the daemon') peer.die();
        });
        return undefined;
      });
      const session = await open(daemon);
      const seen: unknown[] = [];
      const uncaught = await uncaughtDuring(async () => {
        try {
          const { stream } = await session.openStream(request);
          stream.on('error', (error) => seen.push(error));
          await quiet(() => seen.length);
        } catch (error) {
          seen.push(error);
        }
      });
      expect(uncaught).toEqual([]);
      expect(seen).toHaveLength(1);
    },
  );
});

describe('a proxy daemon that loses its own connection to the hypervisor', () => {
  it('ends the session as lost', async () => {
    const daemon = new Daemon();
    const session = await open(daemon);
    daemon.connection(0).peer.send(eventPacket(eventMessages.CONNECT_EVENT_CONNECTION_CLOSED, { reason: 1 }));
    expect((await session.closed).kind).toBe('lost');
    expect(session.isAlive).toBe(false);
  });
});

describe('a feature', () => {
  it('is queried once, and again when the query itself failed', async () => {
    const daemon = new Daemon();
    const session = await open(daemon);
    const before = daemon.callsOf(CONNECT_SUPPORTS_FEATURE).length;
    await Promise.all([session.supports(14), session.supports(14)]);
    await session.supports(14);
    expect(daemon.callsOf(CONNECT_SUPPORTS_FEATURE)).toHaveLength(before + 1);
    daemon.fails(CONNECT_SUPPORTS_FEATURE, daemonError());
    await failureOf(session.supports(16));
    daemon.returns(CONNECT_SUPPORTS_FEATURE, { supported: false });
    expect(await session.supports(16)).toBe(false);
  });
});

describe('a limit for calls that name none', () => {
  it('ends the wait for a daemon that takes a call and never answers', async () => {
    const daemon = new Daemon();
    const asked: string[] = [];
    const callTimeout = (call: string): number => {
      asked.push(call);
      return call === CONNECT_GET_HOSTNAME.name ? 1 : 60_000;
    };
    const session = await Session.open({ ...sessionSettings(daemon), callTimeout }, {});
    daemon.ignores(CONNECT_GET_HOSTNAME);
    expect((await failureOf(session.call(CONNECT_GET_HOSTNAME, undefined))).kind).toBe('timeout');
    expect(asked).toContain(CONNECT_GET_HOSTNAME.name);
    expect(session.isAlive).toBe(true);
  });
});
