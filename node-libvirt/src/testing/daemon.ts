import type { Session } from '../api/session.ts';
import { connectionProcedures as procedures } from '../protocol/connection.ts';
import type { Procedure } from '../protocol/procedure.ts';
import type { Packet } from '../rpc/packet.ts';
import type { Dial } from '../transport/transport.ts';
import { plainTransport } from '../transport/transport.ts';
import { encode } from './bytes.ts';
import type { PairOptions } from './duplex-pair.ts';
import { duplexPair } from './duplex-pair.ts';
import { errorTo, Peer, replyTo, status, streamPacket, type } from './peer.ts';
import { turn } from './waiting.ts';

/** What a daemon does with one call: the bytes of its result, an answer of the test's own, or silence. */
type Answer = (call: Packet, peer: Peer) => Uint8Array | undefined;

/** One connection to the daemon, and the procedures called on it so far. */
export interface DaemonConnection {
  readonly peer: Peer;
  readonly calls: Packet[];
}

/** A daemon on which the test decides what each procedure does. It greets every client like libvirtd does. */
export class Daemon {
  readonly connections: DaemonConnection[] = [];
  readonly #answers = new Map<number, Answer>();
  readonly #pair: PairOptions;
  /** Whether the abort or the end of a stream is answered, as libvirtd does it. */
  answersEndsOfStreams = true;

  constructor(pair: PairOptions = {}) {
    this.#pair = pair;
    this.returns(procedures.AUTH_LIST, { types: [0] });
    this.returns(procedures.CONNECT_SUPPORTS_FEATURE, { supported: true });
    for (const procedure of [
      procedures.CONNECT_OPEN,
      procedures.CONNECT_CLOSE,
      procedures.CONNECT_REGISTER_CLOSE_CALLBACK,
    ]) {
      this.returns(procedure, {});
    }
  }

  readonly dial: Dial = () => {
    const [near, far] = duplexPair(this.#pair);
    const connection = { peer: new Peer(far), calls: [] };
    this.connections.push(connection);
    void this.#serve(connection);
    return Promise.resolve(plainTransport(near));
  };

  returns<Result>({ number, result }: Procedure<unknown, Result>, value: Result): void {
    this.on({ number }, () => encode(result, value));
  }

  fails({ number }: { readonly number: number }, error: Uint8Array): void {
    this.on({ number }, (call, peer) => {
      peer.send(errorTo(call, error));
      return undefined;
    });
  }

  ignores({ number }: { readonly number: number }): void {
    this.on({ number }, () => undefined);
  }

  on({ number }: { readonly number: number }, answer: Answer): void {
    this.#answers.set(number, answer);
  }

  /** Calls of `procedure` on any connection. */
  callsOf({ number }: { readonly number: number }): Packet[] {
    return this.connections.flatMap(({ calls }) => calls.filter((call) => call.procedure === number));
  }

  connection(index: number): DaemonConnection {
    const connection = this.connections[index];
    if (!connection) throw new Error(`there is no connection ${String(index)}`);
    return connection;
  }

  async #serve({ peer, calls }: DaemonConnection): Promise<void> {
    while (!peer.ended || peer.received.length > 0) {
      const call = peer.received.shift();
      if (call?.type === 0) {
        calls.push(call);
        const result = this.#answers.get(call.procedure)?.(call, peer);
        if (result) peer.send(replyTo(call, result));
      } else if (call) {
        if (this.answersEndsOfStreams && call.type === type.stream && call.status !== status.continue)
          peer.send(streamPacket(call, status.ok));
      } else {
        await turn();
      }
    }
  }
}

/** How tests open a session with a {@link Daemon}. */
export function sessionSettings(daemon: Daemon): Parameters<typeof Session.open>[0] {
  return { dial: daemon.dial, name: 'test:///default', readOnly: false, keepAlive: undefined };
}
