import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { connectionProcedures as procedures } from '../protocol/connection.ts';
import { eventMessages } from '../protocol/event-messages.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { remoteProgram } from '../protocol/procedure.ts';
import type { RpcClient } from '../rpc/client.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import { stepsWithin, waitWithin } from '../rpc/waiting.ts';
import type { KeepAliveSettings } from '../rpc/keep-alive.ts';
import type { Packet } from '../rpc/packet.ts';
import type { Dial } from '../transport/transport.ts';
import { refused } from '../transport/transport.ts';
import { EventHub } from './event-hub.ts';
import { Feature, introduce, supports } from './handshake.ts';
import type { OpenedStream, StreamClients, StreamRequest } from './stream-opening.ts';
import { openStream } from './stream-opening.ts';

export interface SessionSettings {
  readonly dial: Dial;
  readonly name: string;
  readonly readOnly: boolean;
  readonly keepAlive: KeepAliveSettings | undefined;
  /** Default timeout of a call in milliseconds, by the name of its procedure. */
  readonly callTimeout?: ((call: string) => number) | undefined;
  /** The default abort signal of a call. */
  readonly callSignal?: (() => AbortSignal | undefined) | undefined;
}

/**
 * One open connection to a daemon, shared by the objects of the API: calls and events use the main byte stream, and
 * each libvirt stream has its own byte stream, so that an unread one does not block anything else.
 */
export class Session {
  readonly events = new EventHub();
  /** Resolves, never rejects, with the reason when the connection is over. */
  readonly closed: Promise<LibvirtError>;
  readonly #settings: SessionSettings;
  readonly #streamClients: StreamClients = {
    opening: new Set(),
    open: new Set(),
    ending: new Set(),
  };
  #client: RpcClient | undefined;
  /** Why the connection is over. */
  #over: LibvirtError | undefined;
  /** Aborts when the connection is over. */
  readonly #end = new AbortController();
  #features = new Map<number, Promise<boolean>>();
  #reportClosed: (reason: LibvirtError) => void = () => undefined;

  private constructor(settings: SessionSettings) {
    this.#settings = settings;
    this.closed = new Promise((resolve) => {
      this.#reportClosed = resolve;
    });
  }

  static async open(settings: SessionSettings, options: CallOptions): Promise<Session> {
    const session = new Session(settings);
    const step = stepsWithin(options);
    const { client, peerKeepsAlive } = await introduce(
      { ...settings, keepAlive: true },
      {
        event: (packet) => {
          session.#event(packet);
        },
        dialled: () => undefined,
        closed: (reason) => {
          session.#closed(reason);
        },
      },
      { dialling: step(), step },
    );
    session.#client = client;
    if (settings.keepAlive && peerKeepsAlive) client.startKeepAlive(settings.keepAlive);
    try {
      await session.#watchDaemon(step);
    } catch (error) {
      client.end(closedHere());
      if (!(error instanceof LibvirtError) || error.kind !== 'lost') throw error;
      throw refused(error.message, error);
    }
    return session;
  }

  get isAlive(): boolean {
    return this.#over === undefined;
  }

  call<Args, Result>(procedure: Procedure<Args, Result>, args: Args, options?: CallOptions): Promise<Result> {
    if (!this.#client) return Promise.reject(closedHere());
    return this.#client.call(procedure, args, this.#limited(procedure.name, options));
  }

  /** Whether the daemon has a feature of handshake.ts's list; asked once. */
  supports(feature: number, options: CallOptions = {}): Promise<boolean> {
    const client = this.#client;
    if (!client) return Promise.reject(closedHere());
    let answer = this.#features.get(feature);
    if (!answer) {
      // Asked for all callers: one caller's limits must not affect the others.
      answer = supports(client, feature, {});
      this.#features.set(feature, answer);
      // A failed call gave no answer: the next caller asks again.
      answer.catch(() => this.#features.delete(feature));
    }
    return waitWithin(answer, options, procedures.CONNECT_SUPPORTS_FEATURE.name);
  }

  #limited(call: string, options: CallOptions = {}): CallOptions {
    const { callTimeout, callSignal } = this.#settings;
    return {
      timeout: options.timeout ?? callTimeout?.(call),
      signal: options.signal ?? callSignal?.(),
    };
  }

  /** Opens a stream, on a separate connection. */
  async openStream<Args, Result>(
    request: StreamRequest<Args, Result>,
    options: CallOptions = {},
  ): Promise<OpenedStream<Result>> {
    this.#assertAlive(request.procedure.name);
    const { timeout, signal } = this.#limited(request.procedure.name, options);
    const limits = {
      timeout,
      signal: AbortSignal.any(signal ? [this.#end.signal, signal] : [this.#end.signal]),
    };
    const introduction = { ...this.#settings, keepAlive: false };
    try {
      return await openStream(introduction, request, limits, this.#streamClients);
    } catch (error) {
      this.#assertAlive(request.procedure.name);
      throw error;
    }
  }

  /**
   * Notifies the daemon, closes, and ends every open stream. Outstanding calls are rejected as `closed`. Resolves when
   * the streams' connections are also closed, which waits for the daemon's answers: the process may exit afterwards.
   */
  async close(): Promise<void> {
    const client = this.#client;
    if (client && !client.ended) {
      // In parallel with closing: each wait may take its full time if the daemon hangs.
      this.#endStreams(closedHere());
      try {
        await client.call(procedures.CONNECT_CLOSE, {}, { timeout: closeTimeoutMilliseconds });
      } catch {
        // The daemon is gone or hung; only closing this end remains, as requested.
      }
      client.end(closedHere());
    }
    await this.closed;
    const { opening, ending } = this.#streamClients;
    await Promise.all([...opening, ...ending].map(({ hungUp }) => hungUp));
  }

  #assertAlive(call: string): void {
    if (this.#over) throw this.#over.during(call);
  }

  /** A proxy daemon (virtproxyd) outlives the hypervisor's own, and reports when that has gone. */
  async #watchDaemon(step: () => CallOptions): Promise<void> {
    try {
      if (await this.supports(Feature.REMOTE_CLOSE_CALLBACK, step())) {
        await this.call(procedures.CONNECT_REGISTER_CLOSE_CALLBACK, {}, step());
      }
    } catch (error) {
      // Some drivers have nothing to watch and refuse; the connection works all the same.
      if (!(error instanceof LibvirtError) || error.kind !== 'libvirt') throw error;
    }
  }

  #event(packet: Packet): void {
    if (packet.program !== remoteProgram.id) return;
    if (packet.procedure === eventMessages.CONNECT_EVENT_CONNECTION_CLOSED.number) {
      const message = 'the daemon lost its own connection to the hypervisor';
      this.#client?.destroy(new LibvirtError({ kind: 'lost', code: ErrorCode.RPC, message }));
    } else {
      this.events.deliver(packet);
    }
  }

  #closed(reason: LibvirtError): void {
    this.#endStreams(reason);
    this.events.end(reason);
    this.#reportClosed(reason);
  }

  /**
   * Even when the daemon seems lost, each stream is aborted first: perhaps it only closed this connection, and must not
   * lock up (see RpcClient.end). Those still being opened are cancelled by the signal and end on their own.
   */
  #endStreams(reason: LibvirtError): void {
    this.#over = reason;
    this.#end.abort(reason);
    for (const client of [...this.#streamClients.open]) client.end(reason);
  }
}

const closeTimeoutMilliseconds = 5000;

function closedHere(call?: string): LibvirtError {
  return new LibvirtError({
    kind: 'closed',
    code: ErrorCode.INVALID_CONN,
    message: 'the connection is closed',
    ...(call === undefined ? {} : { call }),
  });
}
