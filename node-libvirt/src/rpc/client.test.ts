import { describe, expect, it } from 'vitest';
import { ErrorCode, ErrorDomain } from '../constants/error-codes.ts';
import { connectionProcedures } from '../protocol/connection.ts';
import { domainProcedures, qemuProcedures } from '../protocol/domain.ts';
import { eventMessages } from '../protocol/event-messages.ts';
import { encode, frame, hex } from '../testing/bytes.ts';
import { daemonError } from '../testing/daemon-error.ts';
import { failureOf } from '../testing/failures.ts';
import { connected, errorTo, eventPacket, pingPacket, remoteHeader, replyTo, type } from '../testing/peer.ts';
import { quiet, until } from '../testing/waiting.ts';

const { DOMAIN_LOOKUP_BY_NAME: lookup, DOMAIN_LOOKUP_BY_ID: lookupByID } = domainProcedures;
const { CONNECT_GET_HOSTNAME: hostname, CONNECT_GET_TYPE: getType } = connectionProcedures;
const uuid = '00112233-4455-6677-8899-aabbccddeeff';
const dom = (name: string) => ({ dom: { name, uuid, id: 1 } });

describe('a call', () => {
  it('is one packet, byte for byte as the specification lays it out', async () => {
    const { client, transport, peer } = connected();
    const written: Buffer[] = [];
    peer.duplex.on('data', (chunk: Buffer) => written.push(chunk));
    const result = client.call(lookup, { name: 'vm1' });
    const call = await peer.next();
    expect(Buffer.concat(written).toString('hex')).toBe(
      hex('00000024 20008086 00000001 00000017 00000000 00000001 00000000 00000003 766d3100').toString('hex'),
    );
    peer.reply(call, lookup, dom('vm1'));
    expect(await result).toEqual(dom('vm1'));
    transport.destroy();
  });

  it('of another program carries that program', async () => {
    const { client, peer } = connected();
    const args = { dom: { name: 'v', uuid, id: 1 }, cmd: '{}', timeout: -2, flags: 0 };
    const result = client.call(qemuProcedures.DOMAIN_AGENT_COMMAND, args);
    const call = await peer.next();
    expect([call.program, call.procedure]).toEqual([0x2000_8087, 3]);
    peer.reply(call, qemuProcedures.DOMAIN_AGENT_COMMAND, { result: null });
    expect(await result).toEqual({ result: null });
  });

  it('gets its own reply, whatever the order of the replies', async () => {
    const line = connected();
    const calls = Array.from({ length: 50 }, (_, index) => line.client.call(lookupByID, { id: index }));
    const packets = [];
    while (packets.length < calls.length) packets.push(await line.peer.next());
    expect(new Set(packets.map(({ serial }) => serial)).size).toBe(50);
    expect(line.client.outstanding).toBe(50);
    for (const packet of packets.reverse()) {
      line.peer.reply(packet, lookupByID, dom(`vm${String(packet.payload.readUInt32BE(0))}`));
    }
    const results = await Promise.all(calls);
    expect(results.map((result) => result.dom.name)).toEqual(calls.map((_, index) => `vm${String(index)}`));
    expect(line.client.outstanding).toBe(0);
  });

  it('gets its reply wherever the bytes are split', async () => {
    const { client, peer } = connected();
    const pieces = client.call(lookup, { name: 'vm1' });
    const call = await peer.next();
    for (const byte of replyTo(call, encode(lookup.result, dom('vm1')))) peer.send(Buffer.from([byte]));
    expect(await pieces).toEqual(dom('vm1'));
  });

  it('with arguments that do not fit is rejected as invalid, and nothing is sent', async () => {
    const { client, peer } = connected();
    const error = await failureOf(client.call(lookup, { name: 'a\0b' }));
    expect([error.kind, error.call]).toEqual(['invalid', 'DOMAIN_LOOKUP_BY_NAME']);
    const next = client.call(hostname, {});
    await peer.answer(hostname, { hostname: 'h' });
    expect(await next).toEqual({ hostname: 'h' });
    expect(client.outstanding).toBe(0);
  });

  it('leaves together with the others of its turn, all of them whole', async () => {
    const { client, peer } = connected();
    const calls = Array.from({ length: 1000 }, () => client.call(hostname, {}));
    for (const index of calls.keys()) await peer.answer(hostname, { hostname: String(index) });
    const names = await Promise.all(calls);
    expect(names.map((name) => name.hostname)).toEqual(calls.map((_, index) => String(index)));
  });
});

describe("the daemon's error", () => {
  it('reaches the caller with every field', async () => {
    const { client, peer } = connected();
    const failure = failureOf(client.call(lookup, { name: 'x' }));
    const fields = {
      code: ErrorCode.NO_DOMAIN,
      domain: ErrorDomain.QEMU,
      message: 'Domain not found',
      level: 1,
      str1: 'one',
      str2: null,
      str3: 'three',
      int1: -1,
      int2: 77,
      dom: dom('x').dom,
    };
    peer.send(errorTo(await peer.next(), daemonError(fields)));
    const error = await failure;
    expect(error).toMatchObject({
      name: 'LibvirtError',
      kind: 'libvirt',
      code: ErrorCode.NO_DOMAIN,
      domain: ErrorDomain.QEMU,
      level: 1,
      message: 'Domain not found',
      call: 'DOMAIN_LOOKUP_BY_NAME',
      details: { str1: 'one', str2: null, str3: 'three', int1: -1, int2: 77 },
    });
    expect(client.ended).toBeUndefined();
  });

  it('without a message says so', async () => {
    const { client, peer } = connected();
    const failure = failureOf(client.call(hostname, {}));
    peer.send(errorTo(await peer.next(), daemonError({ message: null })));
    expect((await failure).message).toBe('the daemon gave no reason');
  });

  it('for a procedure it does not know is "no support", as the C client reports it', async () => {
    const { client, peer } = connected();
    const failure = failureOf(client.call(hostname, {}));
    const fields = { code: ErrorCode.RPC, domain: ErrorDomain.RPC, message: 'unknown procedure: 59' };
    peer.send(errorTo(await peer.next(), daemonError(fields)));
    expect(await failure).toMatchObject({ kind: 'libvirt', code: ErrorCode.NO_SUPPORT });
  });

  it.each([
    [ErrorCode.RPC, 'cannot find unknown procedure'],
    [ErrorCode.INTERNAL_ERROR, 'unknown procedure: 59'],
  ])('with code %i and the message «%s» keeps its code', async (code, message) => {
    const { client, peer } = connected();
    const failure = failureOf(client.call(hostname, {}));
    peer.send(errorTo(await peer.next(), daemonError({ code, message, domain: ErrorDomain.RPC })));
    expect((await failure).code).toBe(code);
  });

  it('that cannot be read costs only its call', async () => {
    const { client, peer } = connected();
    const failure = failureOf(client.call(hostname, {}));
    peer.send(errorTo(await peer.next(), hex('00000001')));
    expect(await failure).toMatchObject({ kind: 'protocol', call: 'CONNECT_GET_HOSTNAME' });
    const next = client.call(hostname, {});
    await peer.answer(hostname, { hostname: 'h' });
    expect(await next).toEqual({ hostname: 'h' });
  });
});

describe('an undecodable result', () => {
  it.each([
    ['too short', hex('00000004 6162')],
    ['too long', hex('00000001 61000000 00000000')],
    ['beyond the limit', hex('7fffffff')],
    ['empty', Buffer.alloc(0)],
  ])('(%s) costs only its call', async (_what, payload) => {
    const line = connected();
    const failure = failureOf(line.client.call(hostname, {}));
    const other = line.client.call(getType, {});
    line.peer.send(replyTo(await line.peer.next(), payload));
    expect(await failure).toMatchObject({ kind: 'protocol', call: 'CONNECT_GET_HOSTNAME' });
    await line.peer.answer(getType, { type: 'QEMU' });
    expect(await other).toEqual({ type: 'QEMU' });
    expect(line.client.ended).toBeUndefined();
  });
});

describe('a packet that is not a reply', () => {
  it('is an event for the owner when it is a message, whatever its program and procedure', async () => {
    const { peer, observer } = connected();
    peer.send(eventPacket(eventMessages.CONNECT_EVENT_CONNECTION_CLOSED, { reason: 1 }));
    peer.send(frame({ ...remoteHeader(5, type.message, 0, 0), program: 0x2000_8088 }));
    await until('both have arrived', () => observer.events.length === 2);
    expect(observer.events.map(({ procedure }) => procedure)).toEqual([362, 5]);
  });

  it('is dropped when it belongs to no open stream', async () => {
    const { client, peer } = connected();
    peer.send(frame(remoteHeader(201, type.stream, 77, 2), Buffer.from('late')));
    const call = client.call(hostname, {});
    await peer.answer(hostname, { hostname: 'h' });
    expect(await call).toEqual({ hostname: 'h' });
  });

  it('is answered with a pong when it is a keep-alive ping, and a pong is not answered', async () => {
    const { peer, observer } = connected();
    const pong = frame({ program: 0x6b65_6570, version: 1, procedure: 2, type: 2, serial: 0, status: 0 });
    peer.send(pong, pingPacket(), pingPacket());
    const answers = [await peer.next(), await peer.next()];
    for (const answer of answers) {
      expect(answer).toMatchObject({ program: 0x6b65_6570, procedure: 2, type: 2, serial: 0, status: 0 });
    }
    await quiet(() => peer.received.length);
    expect(peer.received).toEqual([]);
    expect(observer.events).toEqual([]);
  });
});
