import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ErrorCode } from '../constants/error-codes.ts';
import { connectionProcedures } from '../protocol/connection.ts';
import { encode } from '../testing/bytes.ts';
import { failureOf } from '../testing/failures.ts';
import { connected, replyTo } from '../testing/peer.ts';
import { quiet } from '../testing/waiting.ts';

const { CONNECT_GET_HOSTNAME: hostname } = connectionProcedures;

/** From here on `vi.getTimerCount` counts timers: those of this test, while others of the process come and go. */
const countTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
afterEach(() => {
  vi.useRealTimers();
});

describe('a call with a timeout', () => {
  it('is given up when no reply comes in time', async () => {
    const { client } = connected();
    const error = await failureOf(client.call(hostname, {}, { timeout: 5 }));
    expect(error).toMatchObject({
      kind: 'timeout',
      code: ErrorCode.OPERATION_TIMEOUT,
      call: 'CONNECT_GET_HOSTNAME',
    });
    expect(error.message).toContain('5 ms');
    expect(client.outstanding).toBe(0);
  });

  it('leaves the connection in use: the late reply is dropped, the next call gets its own', async () => {
    const { client, peer, observer } = connected();
    await failureOf(client.call(hostname, {}, { timeout: 1 }));
    const late = await peer.next();
    peer.reply(late, hostname, { hostname: 'late' });
    const next = client.call(hostname, {});
    const call = await peer.answer(hostname, { hostname: 'in time' });
    expect(await next).toEqual({ hostname: 'in time' });
    expect(call.serial).not.toBe(late.serial);
    expect(observer.reasons).toEqual([]);
  });

  it('takes one late reply, and a second one is a breach of the protocol', async () => {
    const { client, peer, observer } = connected();
    await failureOf(client.call(hostname, {}, { timeout: 1 }));
    const late = await peer.next();
    const waiting = failureOf(client.call(hostname, {}));
    peer.reply(late, hostname, { hostname: 'late' });
    peer.reply(late, hostname, { hostname: 'again' });
    expect((await waiting).kind).toBe('protocol');
    expect(observer.reasons).toHaveLength(1);
  });

  it('that is answered in time leaves no timer behind', async () => {
    countTimers();
    const { client, peer } = connected();
    const call = client.call(hostname, {}, { timeout: 60_000 });
    expect(vi.getTimerCount()).toBe(1);
    await peer.answer(hostname, { hostname: 'h' });
    await call;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when the connection dies, nor when the daemon refuses', async () => {
    countTimers();
    const dying = connected();
    const failure = failureOf(dying.client.call(hostname, {}, { timeout: 60_000 }));
    dying.peer.die();
    expect((await failure).kind).toBe('lost');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a call with an endless timeout', () => {
  it.each([Infinity, 2 ** 31])('(%d ms) waits, where a timer of Node would fire at once', async (timeout) => {
    const { client, peer } = connected();
    const call = Promise.allSettled([client.call(hostname, {}, { timeout })]);
    const packet = await peer.next();
    await failureOf(client.call(hostname, {}, { timeout: 20 }));
    peer.reply(packet, hostname, { hostname: 'h' });
    expect(await call).toEqual([{ status: 'fulfilled', value: { hostname: 'h' } }]);
  });
});

describe('a call with a signal', () => {
  it('that is aborted already is rejected, and nothing is sent', async () => {
    const { client, peer } = connected();
    const signal = AbortSignal.abort('changed my mind');
    const error = await failureOf(client.call(hostname, {}, { signal }));
    expect(error).toMatchObject({
      kind: 'aborted',
      code: ErrorCode.OPERATION_ABORTED,
      call: 'CONNECT_GET_HOSTNAME',
      cause: 'changed my mind',
    });
    await quiet(() => peer.received.length);
    expect(peer.received).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('that is aborted on the way is given up, and its late reply is dropped', async () => {
    const { client, peer, observer } = connected();
    const controller = new AbortController();
    const failure = failureOf(client.call(hostname, {}, { signal: controller.signal }));
    const call = await peer.next();
    controller.abort('changed my mind');
    expect(await failure).toMatchObject({ kind: 'aborted', cause: 'changed my mind' });
    peer.send(replyTo(call, encode(hostname.result, { hostname: 'late' })));
    const next = client.call(hostname, {});
    await peer.answer(hostname, { hostname: 'h' });
    expect(await next).toEqual({ hostname: 'h' });
    expect(observer.reasons).toEqual([]);
  });

  it('that is aborted afterwards is not affected', async () => {
    const { client, peer } = connected();
    const controller = new AbortController();
    const call = client.call(hostname, {}, { signal: controller.signal });
    await peer.answer(hostname, { hostname: 'h' });
    controller.abort();
    expect(await call).toEqual({ hostname: 'h' });
  });

  it('leaves no listener on it, however it ends', async () => {
    const { signal } = new AbortController();
    const count = () => getEventListeners(signal, 'abort').length;
    const { client, peer } = connected();
    const answered = client.call(hostname, {}, { signal });
    expect(count()).toBe(1);
    await peer.answer(hostname, { hostname: 'h' });
    await answered;
    expect(count()).toBe(0);
    await failureOf(client.call(hostname, {}, { signal, timeout: 1 }));
    expect(count()).toBe(0);
    const lost = failureOf(client.call(hostname, {}, { signal }));
    peer.die();
    await lost;
    expect(count()).toBe(0);
  });
});

describe('serials', () => {
  it('begin at 1, count up, and never meet one still in use', async () => {
    const { client, peer } = connected();
    await failureOf(client.call(hostname, {}, { timeout: 1 }));
    void client.call(hostname, {}).catch(() => undefined);
    void client.call(hostname, {}).catch(() => undefined);
    const serials = [await peer.next(), await peer.next(), await peer.next()].map(({ serial }) => serial);
    expect(serials).toEqual([1, 2, 3]);
  });
});
