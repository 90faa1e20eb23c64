import type { LibvirtError } from '../error.ts';
import { domainProcedures } from '../protocol/domain.ts';
import { volumeProcedures } from '../protocol/storage.ts';
import type { Packet } from '../rpc/packet.ts';
import type { StreamDirection } from '../rpc/stream.ts';
import { LibvirtStream } from '../rpc/stream.ts';
import type { PairOptions } from './duplex-pair.ts';
import type { Line } from './peer.ts';
import { connected, replyTo, status, streamPacket, type } from './peer.ts';
import { until } from './waiting.ts';

export interface StreamLine extends Line {
  readonly stream: LibvirtStream;
  /** The call that opened the stream; every packet of the stream carries its serial. */
  readonly call: Packet;
  /** How often the stream has given its connection back. */
  readonly releases: () => number;
  /** The daemon's side of the stream. */
  readonly data: (...pieces: (Uint8Array | string)[]) => void;
  readonly endOfData: () => void;
  readonly confirm: () => void;
}

/** A stream just opened between a client and a peer. */
export async function openStream(
  direction: StreamDirection,
  { sparse = false, ...pair }: PairOptions & { sparse?: boolean } = {},
): Promise<StreamLine> {
  const line = connected(pair);
  const { client, peer } = line;
  let releases = 0;
  const procedure =
    direction === 'both' ? domainProcedures.DOMAIN_OPEN_CONSOLE : volumeProcedures.STORAGE_VOL_DOWNLOAD;
  const release = () => {
    releases++;
  };
  const opening = client.openStream(
    { ...procedure, args: volumeProcedures.STORAGE_VOL_DOWNLOAD.args },
    { vol: { pool: 'p', name: 'v', key: 'k' }, offset: 0n, length: 0n, flags: 0 },
    {},
    (serial) => {
      const address = { program: procedure.program, procedure: procedure.number, serial };
      return new LibvirtStream(client, address, { direction, sparse, call: procedure.name, release });
    },
  );
  const call = await peer.next();
  peer.send(replyTo(call, Buffer.alloc(0)));
  const { receiver: stream } = await opening;
  return {
    ...line,
    stream,
    call,
    releases: () => releases,
    data: (...pieces) => {
      for (const piece of pieces) peer.send(streamPacket(call, status.continue, Buffer.from(piece)));
    },
    endOfData: () => {
      peer.send(streamPacket(call, status.continue));
    },
    confirm: () => {
      peer.send(streamPacket(call, status.ok));
    },
  };
}

/** Everything a stream does to its reader, in order. */
export class Diary {
  readonly chunks: unknown[] = [];
  readonly events: string[] = [];
  error: LibvirtError | Error | undefined;

  constructor(stream: LibvirtStream) {
    stream.on('error', (error: Error) => {
      this.error = error;
      this.events.push('error');
    });
    for (const event of ['end', 'finish', 'close']) stream.on(event, () => this.events.push(event));
  }

  /** Reads whatever comes. */
  read(stream: LibvirtStream): this {
    stream.on('data', (chunk: unknown) => this.chunks.push(chunk));
    return this;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks.filter((chunk) => Buffer.isBuffer(chunk)));
  }

  closed(): Promise<void> {
    return until('the stream is closed', () => this.events.includes('close'));
  }
}

export function isFinish(packet: Packet, call: Packet): boolean {
  return isEmpty(packet, call, status.ok);
}

export function isAbort(packet: Packet, call: Packet): boolean {
  return isEmpty(packet, call, status.error);
}

function isEmpty(packet: Packet, call: Packet, wanted: number): boolean {
  const { program, procedure, serial, payload } = packet;
  const isItsOwn = program === call.program && procedure === call.procedure && serial === call.serial;
  return isItsOwn && packet.type === type.stream && packet.status === wanted && payload.length === 0;
}
