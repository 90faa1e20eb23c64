import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Connection } from '../../src/index.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { ObservedDial } from '../support/observed-dial.ts';
import { ownVolume, sha256 } from '../support/own-volume.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';
import { until } from '../support/until.ts';

leaveNothingBehind();

let daemon: PrivateDaemon;
let observed: ObservedDial;
beforeEach(async () => {
  // The daemon, too, watches its clients as closely as it can: one second of silence, one ping.
  daemon = await PrivateDaemon.start({ conf: { keepalive_interval: 1, keepalive_count: 1 } });
  observed = new ObservedDial(daemon.socket);
});
afterEach(async () => {
  await daemon[Symbol.asyncDispose]();
});

function mainSocket() {
  const [socket] = observed.sockets;
  if (!socket) throw new Error('nothing was dialled');
  return socket;
}

describe('a daemon that hangs', () => {
  test('is declared dead after interval × (count + 1) seconds, never before', async () => {
    const interval = 0.2;
    const count = 2;
    const connection = await Connection.open(daemon.uri(), { keepAlive: { interval, count } });
    daemon.signal('SIGSTOP');
    const stopped = performance.now();
    const calls = [failure(connection.getHostname()), failure(connection.listAllDomains())];
    const reason = await connection.closed;
    const seconds = (performance.now() - stopped) / 1000;
    expect(reason).toMatchObject({
      kind: 'lost',
      message: `no answer to keep-alive for ${interval * (count + 1)} s`,
    });
    // The silence may have begun up to one interval before the signal took effect.
    expect(seconds).toBeGreaterThan(interval * count);
    for (const call of calls) expect(await call).toMatchObject({ kind: 'lost' });
  });

  // A stream's connection has no keep-alive, and is not the session's until it is open.
  test('takes the streams that are being opened with it', async () => {
    const connection = await Connection.open(daemon.uri(), { keepAlive: { interval: 0.1, count: 1 } });
    const domain = await connection.domainLookupByName('test');
    daemon.signal('SIGSTOP');
    const opening = failure(domain.screenshot());
    await connection.closed;
    const outcome = await Promise.race([
      opening,
      new Promise((resolve) => setImmediate(resolve, 'still waiting')),
    ]);
    expect(outcome).toMatchObject({ kind: 'lost', call: 'DOMAIN_SCREENSHOT' });
  });

  test('is the reason why no stream can be opened any more', async () => {
    const connection = await Connection.open(daemon.uri(), { keepAlive: { interval: 0.1, count: 1 } });
    const domain = await connection.domainLookupByName('test');
    daemon.signal('SIGSTOP');
    await connection.closed;
    expect(await failure(domain.getXMLDesc())).toMatchObject({ kind: 'lost' });
    expect(await failure(domain.screenshot())).toMatchObject({ kind: 'lost' });
  });

  test('but continues in time is not declared dead', async () => {
    const keepAlive = { interval: 0.2, count: 5 };
    const connection = await Connection.open('test:///default', { keepAlive, dial: observed.dial });
    const socket = mainSocket();
    observed.listen(socket);
    daemon.signal('SIGSTOP');
    const silent = socket.bytesWritten;
    // Two pings of 28 bytes.
    await until('two pings went unanswered', () => socket.bytesWritten >= silent + 56);
    const call = connection.getType();
    daemon.signal('SIGCONT');
    expect(await call).toBe('TEST');
    await until('pings are answered again', () => observed.count(socket, 'pong') >= 4);
    expect(connection.isAlive()).toBe(true);
    await connection.close();
  });

  test('is awaited until the timeout of the call when keep-alive is off', async () => {
    const connection = await Connection.open(daemon.uri(), { keepAlive: false });
    daemon.signal('SIGSTOP');
    expect(await failure(connection.getType({ timeout: 100 }))).toMatchObject({ kind: 'timeout' });
    const stop = new AbortController();
    const aborted = failure(connection.getType({ signal: stop.signal }));
    stop.abort();
    expect(await aborted).toMatchObject({ kind: 'aborted' });
    expect(connection.isAlive()).toBe(true);
    daemon.signal('SIGCONT');
    // The late replies belong to no call and are ignored.
    expect(await connection.getType()).toBe('TEST');
    await connection.close();
  });
});

describe('a daemon that watches its clients', () => {
  // Only time can show that a daemon does not lose patience; its own pings on another connection are the clock.
  test('is answered by an idle connection', async () => {
    const connection = await Connection.open('test:///default', { keepAlive: false, dial: observed.dial });
    const socket = mainSocket();
    observed.listen(socket);
    await until('the daemon has pinged three times', () => observed.count(socket, 'ping') >= 3);
    expect(connection.isAlive()).toBe(true);
    expect(await connection.getType()).toBe('TEST');
    await connection.close();
  });

  test('keeps a stream that is not read for a long time', async () => {
    const connection = await Connection.open('qemu:///session', { keepAlive: false, dial: observed.dial });
    const made = await ownVolume(daemon, connection, 8 * 1024 * 1024);
    const stream = await (await made.at(connection)).download();
    const socket = mainSocket();
    observed.listen(socket);
    // Its patience with a watched client would end after two seconds.
    await until('the daemon has pinged four times', () => observed.count(socket, 'ping') >= 4);
    expect(stream.destroyed).toBe(false);
    expect(await sha256(stream)).toBe(made.sha256);
    await connection.close();
  });
});
