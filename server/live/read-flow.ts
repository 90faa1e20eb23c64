import { type WebSocket } from 'ws';

/** Why nothing is read from a viewer for the moment. */
export type Hold = 'input' | 'output' | 'rate' | 'reply';

/** Reading from one viewer: it goes on when nobody holds it any more. */
export class ReadFlow {
  readonly #socket: WebSocket;
  readonly #holds = new Set<Hold>();
  #free = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  hold(reason: Hold): void {
    this.#holds.add(reason);
    if (!this.#free) this.#socket.pause();
  }

  release(reason: Hold): void {
    if (this.#holds.delete(reason) && this.#holds.size === 0) this.#socket.resume();
  }

  /** From now on nothing holds it: a socket that is paused would never see the other end's goodbye. */
  free(): void {
    this.#free = true;
    this.#socket.resume();
  }
}

const known = new WeakMap<WebSocket, ReadFlow>();

export function readFlowOf(socket: WebSocket): ReadFlow {
  const found = known.get(socket) ?? new ReadFlow(socket);
  known.set(socket, found);
  return found;
}
