import type { Duplex } from 'node:stream';
import type { LibvirtError } from '../error.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { keepAliveProgram, remoteProgram } from '../protocol/procedure.ts';
import type { RpcObserver } from '../rpc/client.ts';
import { RpcClient } from '../rpc/client.ts';
import type { Packet } from '../rpc/packet.ts';
import { encode, frame } from './bytes.ts';
import type { PairOptions } from './duplex-pair.ts';
import { duplexPair } from './duplex-pair.ts';
import { until } from './waiting.ts';

/** virNetMessageType and virNetMessageStatus, written down a second time so that a slip in one shows. */
export const type = { call: 0, reply: 1, message: 2, stream: 3, hole: 6 } as const;
export const status = { ok: 0, error: 1, continue: 2 } as const;

/** The daemon's end of a connection, played by the test. */
export class Peer {
  readonly duplex: Duplex;
  /** Packets received and not yet taken by {@link next}. */
  readonly received: Packet[] = [];
  /** The client has ended its side, or the connection is gone. */
  ended = false;
  #rest = Buffer.alloc(0);

  constructor(duplex: Duplex) {
    this.duplex = duplex;
    duplex.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    duplex.on('error', () => undefined);
    for (const last of ['end', 'close']) duplex.on(last, () => (this.ended = true));
  }

  /** The next packet the client sends. */
  async next(): Promise<Packet> {
    await until('the client sends a packet', () => this.received.length > 0);
    const packet = this.received.shift();
    if (!packet) throw new Error('the packet was taken by somebody else');
    return packet;
  }

  send(...packets: Uint8Array[]): void {
    for (const packet of packets) this.duplex.write(packet);
  }

  /** Answers `call` with a result. */
  reply<Result>(call: Packet, procedure: Procedure<unknown, Result>, result: Result): void {
    this.send(replyTo(call, encode(procedure.result, result)));
  }

  /** Takes the next packet, which has to be a call of `procedure`, and answers it. */
  async answer<Result>(procedure: Procedure<unknown, Result>, result: Result): Promise<Packet> {
    const call = await this.next();
    if (call.procedure !== procedure.number) {
      throw new Error(`expected ${procedure.name}, got a call of ${String(call.procedure)}`);
    }
    this.reply(call, procedure, result);
    return call;
  }

  /** The connection breaks. */
  die(): void {
    this.duplex.destroy();
  }

  #take(chunk: Buffer): void {
    let rest = Buffer.concat([this.#rest, chunk]);
    while (rest.length >= 28 && rest.length >= rest.readUInt32BE(0)) {
      const size = rest.readUInt32BE(0);
      const word = (index: number) => rest.readUInt32BE(index * 4);
      this.received.push({
        program: word(1),
        version: word(2),
        procedure: word(3),
        type: word(4),
        serial: word(5),
        status: word(6),
        payload: rest.subarray(28, size),
      });
      rest = rest.subarray(size);
    }
    this.#rest = rest;
  }
}

/** A reply to `call`; `payload` is the result's bytes. */
export function replyTo(call: Packet, payload: Uint8Array): Buffer {
  return frame({ ...call, type: type.reply, status: status.ok }, payload);
}

/** An error reply to `call`; `payload` is the error's bytes. */
export function errorTo(call: Packet, payload: Uint8Array): Buffer {
  return frame({ ...call, type: type.reply, status: status.error }, payload);
}

/** A packet of the stream that `call` opened. */
export function streamPacket(
  call: Packet,
  packetStatus: number,
  payload?: Uint8Array,
  packetType: number = type.stream,
): Buffer {
  return frame({ ...call, type: packetType, status: packetStatus }, payload);
}

/** An event as the daemon sends it. */
export function eventPacket<Message>(message: Procedure<Message, unknown>, value: Message): Buffer {
  const { id, version } = message.program;
  const header = {
    program: id,
    version,
    procedure: message.number,
    type: type.message,
    serial: 0,
    status: status.ok,
  };
  return frame(header, encode(message.args, value));
}

export function pingPacket(): Buffer {
  return frame({ program: keepAliveProgram.id, version: 1, procedure: 1, type: 2, serial: 0, status: 0 });
}

/** Everything an RpcClient reports to its owner. */
class Observer implements RpcObserver {
  readonly events: Packet[] = [];
  readonly reasons: LibvirtError[] = [];

  event(packet: Packet): void {
    this.events.push(packet);
  }

  closed(reason: LibvirtError): void {
    this.reasons.push(reason);
  }
}

export interface Line {
  readonly client: RpcClient;
  readonly peer: Peer;
  /** The client's end of the byte stream. */
  readonly transport: Duplex;
  readonly observer: Observer;
}

/** A client and a peer, connected. */
export function connected(options?: PairOptions): Line {
  const [transport, far] = duplexPair(options);
  const observer = new Observer();
  return { client: new RpcClient(transport, observer), peer: new Peer(far), transport, observer };
}

/** A header of the remote program, for invalid packets. */
export function remoteHeader(procedure: number, packetType: number, serial: number, packetStatus: number) {
  const { id, version } = remoteProgram;
  return { program: id, version, procedure, type: packetType, serial, status: packetStatus };
}
