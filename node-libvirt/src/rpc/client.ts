import type { Duplex } from 'node:stream';
import type { LibvirtError } from '../error.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { keepAliveProgram } from '../protocol/procedure.ts';
import type { Codec } from '../xdr/codec.ts';
import { nothing } from '../xdr/codec.ts';
import { aborted, again, breach, lost, protocolError } from './errors.ts';
import type { KeepAliveSettings } from './keep-alive.ts';
import { KeepAlive } from './keep-alive.ts';
import type { CallOptions } from './waiting.ts';
import { encodeCall, streamHeader } from './headers.ts';
import type { OpenStream, StreamAddress, StreamReceiver } from './open-streams.ts';
import { OpenStreams } from './open-streams.ts';
import type { Packet, PacketStatus } from './packet.ts';
import {
  encodePacket,
  encodePrefix,
  PacketReader,
  PacketStatus as Status,
  PacketType as Type,
} from './packet.ts';
import { PendingCalls } from './pending-calls.ts';

/** Callbacks of a client's owner. */
export interface RpcObserver {
  /** An event packet of any program but keep-alive. Throws `protocol` when it cannot be read, which ends the client. */
  event(packet: Packet): void;
  /** Called once, when nothing more will be sent or received. */
  closed(reason: LibvirtError, client: RpcClient): void;
}

/**
 * libvirt's RPC over one duplex byte stream: calls out, replies, events and stream packets in.
 * Source: the comment on the wire format in src/rpc/virnetprotocol.x.
 *
 * Calls are sent at once and answered in any order; the daemon itself works on a few per client at a time
 * (`max_client_requests`) and simply stops reading until it has caught up. Any breach of the protocol, and the
 * end of the byte stream, ends the client: everything outstanding is rejected once, with the reason.
 */
export class RpcClient {
  readonly #transport: Duplex;
  readonly #observer: RpcObserver;
  readonly #calls = new PendingCalls();
  readonly #streams = new OpenStreams();
  readonly #packets = new PacketReader((packet) => {
    this.#dispatch(packet);
  });
  #keepAlive: KeepAlive | undefined;
  #serial = 0;
  #ended: LibvirtError | undefined;
  /** Resolves, never rejects, when the byte stream is closed on this side. */
  readonly hungUp: Promise<void>;
  #reportHungUp: () => void = () => undefined;
  /** Packets written in this turn of the event loop. */
  #writes = 0;

  constructor(transport: Duplex, observer: RpcObserver) {
    this.#transport = transport;
    this.#observer = observer;
    this.hungUp = new Promise((resolve) => {
      this.#reportHungUp = resolve;
    });
    transport.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    transport.on('error', (cause) => {
      this.#broken(lost(`the connection failed: ${cause.message}`, cause));
    });
    transport.on('end', () => {
      this.#broken(lost('the daemon closed the connection'));
    });
    transport.on('close', () => {
      this.#broken(lost('the connection closed'));
    });
    transport.resume();
    // A stream that has already ended emits no further event.
    if (transport.destroyed || transport.readableEnded) {
      const cause = transport.errored ?? undefined;
      process.nextTick(() => {
        this.destroy(lost('the connection was closed before it was used', cause));
      });
    }
  }

  /** Why the client is finished, or undefined while it works. */
  get ended(): LibvirtError | undefined {
    return this.#ended;
  }

  /** Calls waiting for their reply. */
  get outstanding(): number {
    return this.#calls.size;
  }

  /** Sends a ping whenever the peer has been silent for a while and ends the client when none is answered. */
  startKeepAlive(settings: KeepAliveSettings): void {
    if (this.#ended) return;
    this.#keepAlive = new KeepAlive(settings, {
      ping: () => {
        this.#write(KeepAlive.pingPacket);
      },
      dead: (seconds) => {
        this.destroy(lost(`no answer to keep-alive for ${String(seconds)} s`));
      },
    });
  }

  /**
   * Calls `procedure`. Rejects with the daemon's error (`libvirt`), or `lost`, `closed`, `timeout`, `aborted`,
   * `protocol` or `invalid`; see {@link LibvirtError.kind}.
   */
  call<Args, Result>(
    procedure: Procedure<Args, Result>,
    args: Args,
    options: CallOptions = {},
  ): Promise<Result> {
    return this.#send(procedure, args, options, this.#nextSerial());
  }

  /**
   * Calls a procedure that opens a stream. The receiver made for the call's serial gets every stream packet,
   * those that come right behind the reply included, until {@link endStream}.
   */
  async openStream<Args, Result, Receiver extends StreamReceiver>(
    procedure: Procedure<Args, Result>,
    args: Args,
    options: CallOptions,
    receiverFor: (serial: number) => Receiver,
  ): Promise<{ result: Result; receiver: Receiver }> {
    const serial = this.#nextSerial();
    const receiver = receiverFor(serial);
    this.#streams.add({ program: procedure.program, procedure: procedure.number, serial }, receiver);
    try {
      return { result: await this.#send(procedure, args, options, serial), receiver };
    } catch (error) {
      this.#streams.delete(serial);
      throw error;
    }
  }

  endStream(serial: number): void {
    this.#streams.delete(serial);
  }

  /** Abandons a stream: its receiver gets nothing more, and {@link end} waits for the daemon's answer. */
  abortStream(stream: StreamAddress): void {
    if (this.#ended) return;
    this.#streams.abort(stream.serial);
    this.sendStreamPacket(stream, Type.STREAM, Status.ERROR, nothing, {});
    // The answer has to be read even if the data before it is not.
    this.#transport.resume();
  }

  /** Sends raw stream bytes; `sent` is called when the operating system has them, or on failure with the reason. */
  sendStreamData(stream: StreamAddress, data: Buffer, sent: (error?: Error | null) => void): void {
    if (this.#ended) {
      sent(this.#ended);
      return;
    }
    this.#transport.cork();
    this.#transport.write(encodePrefix(streamHeader(stream, Type.STREAM, Status.CONTINUE), data.length));
    this.#transport.write(data, (cause) => {
      // This may precede the transport's own error event; the writer gets the same error either way.
      if (cause) this.destroy(lost(`the connection failed: ${cause.message}`, cause));
      sent(cause ? this.#ended : null);
    });
    this.#transport.uncork();
  }

  /** Sends a stream packet with a typed payload: a hole, or (with the empty codec) the end or the abort. */
  sendStreamPacket<T>(
    stream: StreamAddress,
    type: typeof Type.STREAM | typeof Type.STREAM_HOLE,
    status: PacketStatus,
    codec: Codec<T>,
    value: T,
  ): void {
    this.#write(encodePacket(streamHeader(stream, type, status), codec, value));
  }

  /**
   * Stops reading from the peer, which in turn stops sending when the operating system's buffers are full. Not
   * while a reply is due: a daemon may send a stream's first data ahead of the reply that opens it.
   */
  pause(): void {
    if (this.#calls.size === 0) this.#transport.pause();
  }

  resume(): void {
    this.#transport.resume();
  }

  /**
   * Aborts the open streams, sends what is queued, and closes when the daemon has answered the aborts, or has had
   * its time. Whatever is outstanding is rejected with `reason` at once.
   *
   * A libvirtd (11.3 at least) that still has an abort to answer when the client is gone can lock up for every
   * client of the host.
   */
  end(reason: LibvirtError): void {
    if (this.#ended) return;
    const streams = this.#handedOut();
    for (const { address } of streams) this.abortStream(address);
    this.#finish(reason, streams);
    this.#streams.answered(answerMilliseconds).then(
      () => {
        this.#hangUp();
      },
      () => undefined,
    );
  }

  /** Closes at once. */
  destroy(reason: LibvirtError): void {
    if (this.#ended) return;
    this.#transport.destroy();
    this.#finish(reason);
    this.#reportHungUp();
  }

  #hangUp(): void {
    this.#transport.end();
    // The peer's own end comes back, unless it is hung or there is unread data in the way.
    this.#transport.resume();
    const grace = setTimeout(() => this.#transport.destroy(), endGraceMilliseconds);
    grace.unref();
    this.#transport.once('close', () => {
      clearTimeout(grace);
    });
    this.#reportHungUp();
  }

  /** The byte stream is over, at the far end or on the way. */
  #broken(reason: LibvirtError): void {
    this.destroy(reason);
    this.#streams.giveUp();
  }

  #finish(reason: LibvirtError, streams = this.#handedOut()): void {
    this.#ended = reason;
    this.#keepAlive?.stop();
    this.#streams.clear();
    this.#calls.failAll(reason);
    for (const { receiver } of streams) receiver.lost(reason);
    this.#observer.closed(reason, this);
  }

  /**
   * A stream whose opening is still unanswered has no owner yet: the failing call reports the error, and the stream's
   * own error would have no listener.
   */
  #handedOut(): OpenStream[] {
    return this.#streams.list().filter(({ address }) => !this.#calls.has(address.serial));
  }

  async #send<Args, Result>(
    procedure: Procedure<Args, Result>,
    args: Args,
    options: CallOptions,
    serial: number,
  ): Promise<Result> {
    if (this.#ended) throw again(this.#ended, procedure.name);
    if (options.signal?.aborted) throw aborted(procedure.name, options.signal);
    const packet = encodeCall(procedure, args, serial);
    const reply = this.#calls.add(serial, procedure, options);
    this.#write(packet);
    return reply;
  }

  #receive(chunk: Buffer): void {
    this.#keepAlive?.heard();
    try {
      this.#packets.push(chunk);
    } catch (cause) {
      this.destroy(breach(cause));
    }
  }

  #dispatch(packet: Packet): void {
    // A packet's handler may end the client while later packets of the same chunk are still to be delivered. All that
    // an ended client waits for are answers to its aborts.
    if (this.#ended) {
      if (packet.type === Type.STREAM) this.#streams.receive(packet);
      return;
    }
    switch (packet.type) {
      case Type.REPLY:
        this.#calls.settle(packet);
        break;
      case Type.MESSAGE:
        if (packet.program === keepAliveProgram.id) this.#answerKeepAlive(packet);
        else this.#observer.event(packet);
        break;
      case Type.STREAM:
      case Type.STREAM_HOLE:
        this.#streams.receive(packet);
        break;
      default:
        throw protocolError(`packet of type ${String(packet.type)}, which a daemon never sends`);
    }
  }

  #answerKeepAlive(packet: Packet): void {
    if (packet.procedure === KeepAlive.pingProcedure) this.#write(KeepAlive.pongPacket);
  }

  #write(packet: Buffer): void {
    if (this.#ended) return;
    this.#gather();
    this.#transport.write(packet);
  }

  /**
   * The first packet written in a turn of the event loop leaves at once; those that follow in the same turn leave
   * together, in one system call, when it is over.
   */
  #gather(): void {
    this.#writes++;
    if (this.#writes === 1) process.nextTick(this.#turnOver);
    else if (this.#writes === 2) this.#transport.cork();
  }

  readonly #turnOver = (): void => {
    if (this.#writes > 1) this.#transport.uncork();
    this.#writes = 0;
  };

  /** Serials count up and wrap after 2^32; one still in use is skipped, 0 is the events'. */
  #nextSerial(): number {
    do {
      this.#serial = this.#serial === 0xffff_ffff ? 1 : this.#serial + 1;
    } while (this.#calls.has(this.#serial) || this.#streams.has(this.#serial));
    return this.#serial;
  }
}

/** How long a daemon may take to answer an abort before the connection closes anyway. */
const answerMilliseconds = 5000;

const endGraceMilliseconds = 2000;
