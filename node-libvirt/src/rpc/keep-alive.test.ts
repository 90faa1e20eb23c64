import { describe, expect, it, vi } from 'vitest';
import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { connectionProcedures } from '../protocol/connection.ts';
import { failureOf } from '../testing/failures.ts';
import { connected } from '../testing/peer.ts';
import { until } from '../testing/waiting.ts';

const { CONNECT_GET_HOSTNAME: hostname } = connectionProcedures;

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

describe('keep-alive', () => {
  it('pings a silent peer and declares it dead when none of the pings is answered', async () => {
    const { client, peer, observer } = connected();
    const failure = failureOf(client.call(hostname, {}));
    await peer.next();
    client.startKeepAlive({ interval: 0.02, count: 2 });
    const error = await failure;
    expect([error.kind, error.call]).toEqual(['lost', 'CONNECT_GET_HOSTNAME']);
    expect(error.message).toContain('keep-alive');
    expect(observer.reasons).toHaveLength(1);
    expect(peer.received).toHaveLength(2);
    expect(peer.received[0]).toMatchObject({ program: 0x6b65_6570, procedure: 1, type: 2, serial: 0 });
  });

  it('keeps a peer that sends anything at all', async () => {
    const { client, peer } = connected();
    client.startKeepAlive({ interval: 0.02, count: 1 });
    const waiting = client.call(hostname, {});
    const call = await peer.next();
    // Longer than silence would have been allowed to last, each answer being the only sign of life.
    for (let round = 0; round < 5; round++) {
      const ping = await peer.next();
      expect(ping.procedure).toBe(1);
      const pong = Buffer.from('0000001c6b6565700000000100000002000000020000000000000000', 'hex');
      peer.send(pong);
    }
    expect(client.ended).toBeUndefined();
    peer.reply(call, hostname, { hostname: 'still there' });
    expect(await waiting).toEqual({ hostname: 'still there' });
    client.destroy(await failureOf(client.call(hostname, {}, { timeout: 1 })));
  });

  it('leaves no timer behind, however its client comes to its end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    try {
      const reason = new LibvirtError({ kind: 'closed', code: ErrorCode.INVALID_CONN, message: 'closing' });
      for (const way of ['end', 'destroy'] as const) {
        const { client, transport } = connected();
        client.startKeepAlive({ interval: 1, count: 1 });
        expect(vi.getTimerCount()).toBe(1);
        client[way](reason);
        await until('the byte stream is closed', () => transport.closed);
        expect(vi.getTimerCount()).toBe(0);
      }
    } finally {
      vi.useRealTimers();
    }
  });

  it('stops with its client, and keeps no process alive', async () => {
    const before = timers();
    const { client, peer } = connected();
    client.startKeepAlive({ interval: 0.001, count: 1000 });
    // A timer that is unreferenced does not count as active; others of the process may have come to their ends.
    expect(timers()).toBeLessThanOrEqual(before);
    await peer.next();
    client.end(await failureOf(client.call(hostname, {}, { timeout: 1 })));
    await until('the peer sees the end', () => peer.ended);
    const sent = peer.received.length;
    await failureOf(connected().client.call(hostname, {}, { timeout: 20 }));
    expect(peer.received).toHaveLength(sent);
  });
});
