import { describe, expect, it } from 'vitest';
import { domainProcedures } from '../protocol/domain.ts';
import { eventMessages } from '../protocol/event-messages.ts';
import { keepAliveProgram, remoteProgram } from '../protocol/procedure.ts';
import { remoteError } from '../protocol/types.ts';
import { decode, encode, frame, hex } from '../testing/bytes.ts';
import { thrownBy } from '../testing/failures.ts';
import { hyper, nothing, opaque, struct, uint } from '../xdr/codec.ts';
import type { Packet } from './packet.ts';
import { encodePacket, encodePrefix, PacketReader, PacketStatus, PacketType } from './packet.ts';

const uuid = '00112233-4455-6677-8899-aabbccddeeff';
const domain = { name: 'vm1', uuid, id: 7 };
const domainBytes = '00000003 766d3100 00112233445566778899aabbccddeeff 00000007';
const lookup = domainProcedures.DOMAIN_LOOKUP_BY_NAME;

/** Whole packets, written down from virnetprotocol.x: length, program, version, procedure, type, serial, status. */
const packets = {
  call: hex(`00000024 20008086 00000001 00000017 00000000 00000005 00000000  00000003 766d3100`),
  reply: hex(`00000038 20008086 00000001 00000017 00000001 00000005 00000000  ${domainBytes}`),
  errorReply: hex(`00000050 20008086 00000001 00000017 00000001 00000005 00000001
    0000002a 0000000a 00000001 00000004 676f6e65 00000002 00000000
    00000000 00000000 00000000 00000000 00000000 00000000`),
  event: hex(`00000044 20008086 00000001 0000013e 00000002 00000000 00000000
    00000003 ${domainBytes} 00000002 00000001`),
  streamData: hex(`00000021 20008086 00000001 000000c9 00000003 00000006 00000002  68656c6c6f`),
  streamFinish: hex(`0000001c 20008086 00000001 000000c9 00000003 00000006 00000000`),
  streamAbort: hex(`0000001c 20008086 00000001 000000c9 00000003 00000006 00000001`),
  streamHole: hex(`00000028 20008086 00000001 000000d1 00000006 00000006 00000002
    00000000 00100000 00000000`),
  ping: hex(`0000001c 6b656570 00000001 00000001 00000002 00000000 00000000`),
  pong: hex(`0000001c 6b656570 00000001 00000002 00000002 00000000 00000000`),
};

/**
 * What the reader delivers, with payloads copied, as a delivered one is a view of the bytes pushed, and with
 * the pieces of stream data joined, which are delivered as they come.
 */
function delivered(...chunks: Buffer[]): Packet[] {
  const all: Packet[] = [];
  const reader = new PacketReader((packet) => {
    const payload = Buffer.from(packet.payload);
    const last = all.at(-1);
    const goesOn = last && isStreamData(last) && isStreamData(packet) && payload.length > 0;
    if (goesOn) all[all.length - 1] = { ...packet, payload: Buffer.concat([last.payload, payload]) };
    else all.push({ ...packet, payload });
  });
  for (const chunk of chunks) reader.push(chunk);
  expect(reader.buffered).toBe(0);
  return all;
}

function isStreamData({ type, status, payload }: Packet): boolean {
  return type === PacketType.STREAM && status === PacketStatus.CONTINUE && payload.length > 0;
}

function header(procedure: number, type: PacketType, serial: number, status: PacketStatus) {
  return { program: remoteProgram, procedure, type, serial, status };
}

describe('a packet is written byte for byte as the specification lays it out:', () => {
  const { CALL, REPLY, MESSAGE, STREAM, STREAM_HOLE } = PacketType;
  const { OK, ERROR, CONTINUE } = PacketStatus;
  const error = {
    code: 42,
    domain: 10,
    message: 'gone',
    level: 2,
    dom: null,
    str1: null,
    str2: null,
    str3: null,
    int1: 0,
    int2: 0,
    net: null,
  };
  const lifecycle = { callbackID: 3, msg: { dom: domain, event: 2, detail: 1 } };
  const hole = struct({ length: hyper, flags: uint });
  const keepAlive = (procedure: number) => ({
    ...header(procedure, MESSAGE, 0, OK),
    program: keepAliveProgram,
  });

  it.each([
    ['call', encodePacket(header(23, CALL, 5, OK), lookup.args, { name: 'vm1' })],
    ['reply', encodePacket(header(23, REPLY, 5, OK), lookup.result, { dom: domain })],
    ['errorReply', encodePacket(header(23, REPLY, 5, ERROR), remoteError, error)],
    [
      'event',
      encodePacket(
        header(318, MESSAGE, 0, OK),
        eventMessages.DOMAIN_EVENT_CALLBACK_LIFECYCLE.args,
        lifecycle,
      ),
    ],
    ['streamData', Buffer.concat([encodePrefix(header(201, STREAM, 6, CONTINUE), 5), Buffer.from('hello')])],
    ['streamFinish', encodePacket(header(201, STREAM, 6, OK), nothing, {})],
    ['streamAbort', encodePacket(header(201, STREAM, 6, ERROR), nothing, {})],
    [
      'streamHole',
      encodePacket(header(209, STREAM_HOLE, 6, CONTINUE), hole, { length: 0x100000n, flags: 0 }),
    ],
    ['ping', encodePacket(keepAlive(1), nothing, {})],
    ['pong', encodePacket(keepAlive(2), nothing, {})],
  ] as const)('%s', (name, written) => {
    expect(written.toString('hex')).toBe(packets[name].toString('hex'));
  });
});

describe('a packet reader', () => {
  it('takes the header apart', () => {
    expect(delivered(packets.reply)).toEqual([
      {
        program: 0x2000_8086,
        version: 1,
        procedure: 23,
        type: 1,
        serial: 5,
        status: 0,
        payload: hex(domainBytes),
      },
    ]);
    expect(decode(lookup.result, delivered(packets.reply)[0]?.payload ?? Buffer.alloc(0))).toEqual({
      dom: domain,
    });
  });

  it.each(Object.entries(packets))('delivers the same %s wherever its bytes are split', (_name, packet) => {
    const whole = delivered(packet);
    expect(whole).toHaveLength(1);
    for (let at = 1; at < packet.length; at++) {
      expect(delivered(packet.subarray(0, at), packet.subarray(at)), `split at ${String(at)}`).toEqual(whole);
    }
    expect(delivered(...bytewise(packet))).toEqual(whole);
  });

  const sequence = Buffer.concat(Object.values(packets));
  const expected = Object.values(packets).flatMap((packet) => delivered(packet));

  it('delivers packets that arrive together one by one, in order', () => {
    expect(expected).toHaveLength(10);
    expect(delivered(sequence)).toEqual(expected);
  });

  it('delivers the same sequence wherever it is split in two', () => {
    for (let at = 1; at < sequence.length; at++) {
      expect(delivered(sequence.subarray(0, at), sequence.subarray(at)), `split at ${String(at)}`).toEqual(
        expected,
      );
    }
  });

  it('delivers the same sequence in pieces of any one size', () => {
    for (let size = 1; size <= 40; size++) {
      const pieces = [];
      for (let at = 0; at < sequence.length; at += size) pieces.push(sequence.subarray(at, at + size));
      expect(delivered(...pieces), `pieces of ${String(size)}`).toEqual(expected);
    }
  });

  it('delivers the same two packets however they are split in three', () => {
    const two = Buffer.concat([packets.streamData, packets.ping]);
    const both = delivered(two);
    for (let first = 1; first < two.length; first++) {
      for (let second = first; second < two.length; second++) {
        const pieces = [two.subarray(0, first), two.subarray(first, second), two.subarray(second)];
        expect(delivered(...pieces), `split at ${String(first)} and ${String(second)}`).toEqual(both);
      }
    }
  });

  it('takes empty chunks without being confused', () => {
    const nothingAtAll = Buffer.alloc(0);
    expect(delivered(nothingAtAll, packets.call, nothingAtAll)).toEqual(delivered(packets.call));
  });

  it('delivers a packet as soon as its last byte has arrived, and not before', () => {
    let count = 0;
    const reader = new PacketReader(() => count++);
    reader.push(packets.reply.subarray(0, -1));
    expect(count).toBe(0);
    reader.push(packets.reply.subarray(-1));
    expect(count).toBe(1);
  });
});

describe('the length word', () => {
  const length = (value: number) => {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(value);
    return word;
  };
  const largest = 33_554_432 + 4;

  it.each([0, 1, 4, 27, largest + 1, 0x7fff_ffff, 0xffff_ffff])(
    'of %i is a breach of the protocol as soon as the header is there',
    (size) => {
      const reader = new PacketReader(() => undefined);
      expect(
        thrownBy(() => {
          reader.push(Buffer.concat([length(size), Buffer.alloc(24)]));
        }).kind,
      ).toBe('protocol');
    },
  );

  it.each([29, largest])('of %i is within the protocol', (size) => {
    const reader = new PacketReader(() => undefined);
    reader.push(Buffer.concat([length(size), Buffer.alloc(24)]));
    expect(reader.buffered).toBe(28);
  });

  it('of the largest packet costs no memory before its bytes arrive', () => {
    const reader = new PacketReader(() => undefined);
    const before = process.memoryUsage().arrayBuffers;
    reader.push(length(largest));
    for (let index = 0; index < 100; index++) reader.push(Buffer.alloc(1));
    expect(reader.buffered).toBe(104);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });

  it('is that of the largest packet a client may send, and one byte more is refused', () => {
    const call = header(1, PacketType.CALL, 1, PacketStatus.OK);
    const room = 33_554_432 - 24 - 4;
    const codec = opaque(room + 4);
    const packet = encodePacket(call, codec, Buffer.alloc(room));
    expect(packet.readUInt32BE(0)).toBe(largest);
    expect(delivered(packet)).toHaveLength(1);
    expect(thrownBy(() => encodePacket(call, codec, Buffer.alloc(room + 1))).kind).toBe('invalid');
  });
});

describe('stream data', () => {
  const data = packets.streamData;

  it('is delivered as it comes, each piece with the header, and not held back', () => {
    const pieces: string[] = [];
    const reader = new PacketReader(({ payload, serial }) => {
      pieces.push(`${String(serial)} ${payload.toString()}`);
    });
    reader.push(data.subarray(0, 30));
    expect(reader.buffered).toBe(0);
    reader.push(data.subarray(30));
    expect(pieces).toEqual(['6 he', '6 llo']);
  });

  it('is never delivered as an empty piece, which would mean its end', () => {
    for (let at = 0; at <= data.length; at++) {
      const lengths: number[] = [];
      const reader = new PacketReader(({ payload }) => lengths.push(payload.length));
      for (const chunk of [data.subarray(0, at), data.subarray(at), data]) reader.push(chunk);
      expect(Math.min(...lengths), `split at ${String(at)}`).toBeGreaterThan(0);
    }
  });

  it('ends with an empty packet, which is delivered', () => {
    const end = hex('0000001c 20008086 00000001 000000c9 00000003 00000006 00000002');
    const both = delivered(data, end);
    expect(both.map(({ payload }) => payload.toString())).toEqual(['hello', '']);
  });
});

describe('what a reader holds back', () => {
  it('is never more than has arrived, and nothing once the packet is complete', () => {
    const reader = new PacketReader(() => undefined);
    for (const [index, byte] of bytewise(packets.event).entries()) {
      reader.push(byte);
      expect(reader.buffered).toBe((index + 1) % packets.event.length);
    }
  });

  it('is only the incomplete packet at the end of a long run', () => {
    const reader = new PacketReader(() => undefined);
    const run = Buffer.concat([...Array<Buffer>(1000).fill(packets.reply), packets.reply.subarray(0, 11)]);
    reader.push(run);
    expect(reader.buffered).toBe(11);
  });

  it('takes no more than a few times the memory of what arrived, however small the pieces', () => {
    const reader = new PacketReader(() => undefined);
    reader.push(Buffer.concat([hex('02000004'), Buffer.alloc(24)]));
    const before = process.memoryUsage().rss;
    for (let index = 0; index < 1_000_000; index++) reader.push(Buffer.from(new ArrayBuffer(1)));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
  });

  it('grows in time with a packet of many small chunks, not with its square', () => {
    const payload = Buffer.alloc(4_000_000, 1);
    const packet = frame({ program: 1, version: 1, procedure: 1, type: 1, serial: 1, status: 0 }, payload);
    const chunks = [];
    for (let at = 0; at < packet.length; at += 64) chunks.push(packet.subarray(at, at + 64));
    const started = process.cpuUsage();
    expect(delivered(...chunks)[0]?.payload.equals(payload)).toBe(true);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
  });
});

it('bytes of a string are not the bytes of a packet: the helpers of these tests agree with the code', () => {
  expect(encode(lookup.args, { name: 'vm1' }).equals(packets.call.subarray(28))).toBe(true);
});

function bytewise(bytes: Buffer): Buffer[] {
  return [...bytes].map((byte) => Buffer.from([byte]));
}
