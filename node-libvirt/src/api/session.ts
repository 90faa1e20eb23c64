import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { connectionProcedures as procedures } from '../protocol/connection.ts';
import { eventMessages } from '../protocol/event-messages.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { remoteProgram } from '../protocol/procedure.ts';
import type { RpcClient } from '../rpc/client.ts';
import type { CallOptions } from '../rpc/call-options.ts';
import { stepsWithin, waitWithin } from '../rpc/waiting.ts';
import type { KeepAliveSettings } from '../rpc/keep-alive.ts';
import type { Packet } from '../rpc/packet.ts';
import type { StreamDirection } from '../rpc/stream.ts';
import { LibvirtStream } from '../rpc/stream.ts';
import type { Dial } from '../transport/transport.ts';
import { refused } from '../transport/transport.ts';
import { EventHub } from './event-hub.ts';
import { Feature, introduce, supports } from './handshake.ts';

export interface SessionSettings {
  readonly dial: Dial;
  readonly name: string;
  readonly readOnly: boolean;
  readonly keepAlive: KeepAliveSettings | undefined;
}

export interface StreamRequest<Args, Result> {
  readonly procedure: Procedure<Args, Result>;
  readonly args: Args;
  readonly direction: StreamDirection;
  readonly sparse?: boolean;
}

/**
 * One open connection to a daemon, as the objects of the API share it: calls and events on the main byte stream,
 * and a byte stream of its own for each libvirt stream, so that an unread one holds up nothing else.
 */
export class Session {
  readonly events = new EventHub();
  /** Resolves, never rejects, with the reason when the connection is over. */
  readonly closed: Promise<LibvirtError>;
  readonly #settings: SessionSettings;
  readonly #streamClients = new Set<RpcClient>();
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
      step,
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
    return this.#client.call(procedure, args, options);
  }

  /** Whether the daemon has a feature of handshake.ts's list; asked once. */
  supports(feature: number, options: CallOptions = {}): Promise<boolean> {
    const client = this.#client;
    if (!client) return Promise.reject(closedHere());
    let answer = this.#features.get(feature);
    if (!answer) {
      // Asked on everybody's behalf: one caller's limits must not be the others'.
      answer = supports(client, feature, {});
      this.#features.set(feature, answer);
      // A question that failed was not answered: the next caller asks again.
      answer.catch(() => this.#features.delete(feature));
    }
    return waitWithin(answer, options, procedures.CONNECT_SUPPORTS_FEATURE.name);
  }

  /** Opens a second connection, calls the procedure on it, and hands out its stream. */
  async openStream<Args, Result>(
    request: StreamRequest<Args, Result>,
    options: CallOptions = {},
  ): Promise<{ result: Result; stream: LibvirtStream }> {
    const { procedure, direction, sparse = false } = request;
    this.#assertAlive(procedure.name);
    const signals = [this.#end.signal, ...(options.signal ? [options.signal] : [])];
    const step = stepsWithin({ ...options, signal: AbortSignal.any(signals) });
    const client = await this.#introduceForStream(step, procedure.name);
    const release = () => {
      client.end(closedHere(procedure.name));
    };
    try {
      const { result, receiver } = await client.openStream(procedure, request.args, step(), (serial) => {
        const address = { program: procedure.program, procedure: procedure.number, serial };
        return new LibvirtStream(client, address, { direction, sparse, call: procedure.name, release });
      });
      return { result, stream: receiver };
    } catch (error) {
      release();
      this.#assertAlive(procedure.name);
      throw error;
    }
  }

  /** A second connection like ours. It ends when ours does, even while it is still being opened. */
  async #introduceForStream(step: () => CallOptions, call: string): Promise<RpcClient> {
    try {
      const { client } = await introduce(
        { ...this.#settings, keepAlive: false },
        {
          event: () => undefined,
          dialled: (client) => {
            this.#streamClients.add(client);
            if (this.#over) client.destroy(this.#over);
          },
          closed: (_reason, client) => this.#streamClients.delete(client),
        },
        step,
      );
      return client;
    } catch (error) {
      this.#assertAlive(call);
      throw error;
    }
  }

  /** Tells the daemon, closes, and ends every open stream. Outstanding calls are rejected as `closed`. */
  async close(): Promise<void> {
    const client = this.#client;
    if (!client || client.ended) return;
    try {
      await client.call(procedures.CONNECT_CLOSE, {}, { timeout: closeTimeoutMilliseconds });
    } catch {
      // The daemon is gone or hung; closing our end is all that is left, and what was asked for.
    }
    client.end(closedHere());
    await this.closed;
  }

  #assertAlive(call: string): void {
    if (this.#over) throw this.#over.during(call);
  }

  /** A proxy daemon (virtproxyd) outlives the hypervisor's own: it tells when that one is gone. */
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
    this.#over = reason;
    this.#end.abort(reason);
    for (const client of [...this.#streamClients]) client.destroy(reason);
    this.events.end(reason);
    this.#reportClosed(reason);
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
