import type { WebSocket } from 'ws';

/** Why reading from a viewer is paused. */
export type Hold = 'input' | 'output' | 'rate' | 'reply';

/** Pauses reading from one viewer until every hold is released. */
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

  /** Ignores holds from now on: a paused socket would never notice that the other end has closed. */
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
