import { describe, expect, it } from 'vitest';
import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { connectionProcedures } from '../protocol/connection.ts';
import { domainProcedures } from '../protocol/domain.ts';
import { eventMessages } from '../protocol/event-messages.ts';
import { encode, frame, hex } from '../testing/bytes.ts';
import { failureOf } from '../testing/failures.ts';
import type { Line } from '../testing/peer.ts';
import { connected, eventPacket, remoteHeader, replyTo, type } from '../testing/peer.ts';
import { quiet, until } from '../testing/waiting.ts';

const { DOMAIN_LOOKUP_BY_NAME: lookup, DOMAIN_LOOKUP_BY_ID: lookupByID } = domainProcedures;
const { CONNECT_GET_HOSTNAME: hostname, CONNECT_GET_TYPE: getType } = connectionProcedures;
const dom = (name: string) => ({ dom: { name, uuid: '00112233-4455-6677-8899-aabbccddeeff', id: 1 } });
const closing = () => new LibvirtError({ kind: 'closed', code: ErrorCode.INVALID_CONN, message: 'closing' });

/** Three calls under way, none answered. */
async function threeCalls({ client, peer }: Line) {
  const calls = ['a', 'b', 'c'].map((name) => client.call(lookup, { name }));
  const failures = () => Promise.all(calls.map(failureOf));
  const [first, second, third] = [await peer.next(), await peer.next(), await peer.next()] as const;
  return { calls, failures, packets: [first, second, third] as const };
}

describe("the peer's death", () => {
  it.each([
    ['ends its side', (line: Line) => line.peer.duplex.end()],
    ['is gone', (line: Line) => line.peer.duplex.destroy()],
    ['fails with an error of the socket', (line: Line) => line.transport.destroy(new Error('ECONNRESET'))],
  ])('(it %s) rejects everything outstanding once, with the name of each call', async (_what, kill) => {
    const line = connected();
    const mixed = [
      failureOf(line.client.call(lookup, { name: 'a' })),
      failureOf(line.client.call(hostname, {})),
    ];
    await line.peer.next();
    await line.peer.next();
    kill(line);
    const errors = await Promise.all(mixed);
    expect(errors.map(({ kind }) => kind)).toEqual(['lost', 'lost']);
    expect(errors.map(({ call }) => call)).toEqual(['DOMAIN_LOOKUP_BY_NAME', 'CONNECT_GET_HOSTNAME']);
    expect(errors[0]).not.toBe(errors[1]);
    await until('the client has closed', () => line.transport.destroyed);
    await quiet(() => line.observer.reasons.length);
    expect(line.observer.reasons.map(({ kind }) => kind)).toEqual(['lost']);
    expect(line.client.outstanding).toBe(0);
    expect(line.client.ended?.kind).toBe('lost');
  });

  it('names the cause', async () => {
    const { client, transport, peer } = connected();
    const failure = failureOf(client.call(hostname, {}));
    await peer.next();
    transport.destroy(new Error('read ECONNRESET'));
    const error = await failure;
    expect(error.message).toContain('read ECONNRESET');
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('in the middle of a packet is just as much a loss', async () => {
    const { client, peer } = connected();
    const failure = failureOf(client.call(hostname, {}));
    peer.send(replyTo(await peer.next(), encode(hostname.result, { hostname: 'h' })).subarray(0, 31));
    peer.duplex.end();
    expect((await failure).kind).toBe('lost');
  });

  it('behind a reply does not take the reply away', async () => {
    const { client, peer } = connected();
    const answered = client.call(hostname, {});
    const failure = failureOf(client.call(getType, {}));
    await peer.answer(hostname, { hostname: 'h' });
    peer.duplex.end();
    expect(await answered).toEqual({ hostname: 'h' });
    expect((await failure).kind).toBe('lost');
  });
});

describe('a breach of the protocol', () => {
  const { reply } = type;
  it.each([
    ['a reply to a call never made', () => frame(remoteHeader(lookup.number, reply, 999, 0))],
    ['a reply with serial 0', () => frame(remoteHeader(lookup.number, reply, 0, 0))],
    ['a reply for another procedure', (serial: number) => frame(remoteHeader(1, reply, serial, 0))],
    [
      'a reply of another program',
      (serial: number) => frame({ ...remoteHeader(lookup.number, reply, serial, 0), program: 0x2000_8087 }),
    ],
    ['a reply to be continued', (serial: number) => frame(remoteHeader(lookup.number, reply, serial, 2))],
    [
      'a reply with an unknown status',
      (serial: number) => frame(remoteHeader(lookup.number, reply, serial, 9)),
    ],
    ['a call', () => frame(remoteHeader(lookup.number, type.call, 1, 0))],
    ['a call with file descriptors', () => frame(remoteHeader(lookup.number, 4, 1, 0))],
    ['a reply with file descriptors', (serial: number) => frame(remoteHeader(lookup.number, 5, serial, 0))],
    ['a packet of unknown type', () => frame(remoteHeader(lookup.number, 7, 1, 0))],
    ['a length too short for a header', () => Buffer.concat([hex('0000001b'), Buffer.alloc(24)])],
    ['a length beyond the maximum', () => Buffer.concat([hex('02000005'), Buffer.alloc(24)])],
    [
      'something that is not libvirt at all',
      () => Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
    ],
  ])('(%s) ends the client with "protocol" for everything outstanding', async (_what, packet) => {
    const line = connected();
    const { failures, packets } = await threeCalls(line);
    const failing = failures();
    line.peer.send(packet(packets[0].serial));
    const errors = await failing;
    expect(errors.map(({ kind }) => kind)).toEqual(['protocol', 'protocol', 'protocol']);
    expect(errors[0]?.call).toBe('DOMAIN_LOOKUP_BY_NAME');
    expect(line.observer.reasons.map(({ kind }) => kind)).toEqual(['protocol']);
    expect(line.transport.destroyed).toBe(true);
    await until('the peer sees the end', () => line.peer.ended);
  });

  it('lets the packets in front of it through', async () => {
    const line = connected();
    const { calls, packets } = await threeCalls(line);
    const [first, second, third] = packets;
    line.peer.send(
      Buffer.concat([
        replyTo(first, encode(lookup.result, dom('a'))),
        frame(remoteHeader(1, 7, 1, 0)),
        replyTo(second, encode(lookup.result, dom('b'))),
        replyTo(third, encode(lookup.result, dom('c'))),
      ]),
    );
    const settled = await Promise.allSettled(calls);
    expect(settled.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

describe('ending a client', () => {
  it('sends what is queued and rejects what is outstanding', async () => {
    const line = connected({ highWaterMark: 16 });
    const failures = Array.from({ length: 20 }, (_, id) => failureOf(line.client.call(lookupByID, { id })));
    line.client.end(closing());
    const errors = await Promise.all(failures);
    expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(['closed']));
    await until('the peer sees the end', () => line.peer.ended);
    expect(line.peer.received.map(({ payload }) => payload.readUInt32BE(0))).toEqual(
      failures.map((_, id) => id),
    );
    expect(line.observer.reasons.map(({ kind }) => kind)).toEqual(['closed']);
    await until('the byte stream is closed', () => line.transport.destroyed);
    expect(line.observer.reasons).toHaveLength(1);
  });

  it('rejects later calls as closed, naming them, and sends nothing', async () => {
    const { client, peer } = connected();
    client.end(closing());
    const error = await failureOf(client.call(hostname, {}));
    expect([error.kind, error.call]).toEqual(['closed', 'CONNECT_GET_HOSTNAME']);
    await until('the peer sees the end', () => peer.ended);
    expect(peer.received).toEqual([]);
  });

  it('twice, or after the peer is gone, changes nothing', async () => {
    const line = connected();
    line.client.end(closing());
    line.client.end(closing());
    line.client.destroy(closing());
    line.peer.die();
    await until('the byte stream is closed', () => line.transport.destroyed);
    expect(line.observer.reasons).toHaveLength(1);
  });

  it('closes soon although unread data are in the way', async () => {
    const line = connected({ highWaterMark: 1024 });
    line.client.pause();
    for (let index = 0; index < 20; index++) {
      line.peer.send(eventPacket(eventMessages.CONNECT_EVENT_CONNECTION_CLOSED, { reason: index }));
    }
    await until('data wait to be read', () => line.transport.readableLength > 0);
    line.client.end(closing());
    // Sooner than by the grace of two seconds, after which a peer that hangs is cut off.
    await until('the byte stream is closed', () => line.transport.destroyed, 1000);
  });

  it('does not deliver what still arrives', async () => {
    const line = connected();
    const failure = failureOf(line.client.call(hostname, {}));
    const call = await line.peer.next();
    line.client.end(closing());
    line.peer.send(replyTo(call, encode(hostname.result, { hostname: 'h' })));
    line.peer.send(eventPacket(eventMessages.CONNECT_EVENT_CONNECTION_CLOSED, { reason: 1 }));
    expect((await failure).kind).toBe('closed');
    await until('the byte stream is closed', () => line.transport.destroyed);
    expect(line.observer.events).toEqual([]);
  });

  it('at once drops what is queued', async () => {
    const line = connected();
    const failure = failureOf(line.client.call(hostname, {}));
    line.client.destroy(closing());
    expect((await failure).kind).toBe('closed');
    expect(line.transport.destroyed).toBe(true);
  });

  it('inside an event still leaves the later packets of the same chunk undelivered', async () => {
    const line = connected();
    const event = eventPacket(eventMessages.CONNECT_EVENT_CONNECTION_CLOSED, { reason: 1 });
    line.observer.event = (packet) => {
      line.observer.events.push(packet);
      line.client.destroy(closing());
    };
    line.peer.send(Buffer.concat([event, event, event]));
    await until('the client has ended', () => line.client.ended !== undefined);
    await quiet(() => line.observer.events.length);
    expect(line.observer.events).toHaveLength(1);
  });
});
