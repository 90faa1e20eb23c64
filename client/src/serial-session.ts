import { ConsoleError, errorCode } from '../../lib/contract/error.ts';
import { SERIAL_WINDOW, type SerialDown, type SerialUp } from '../../lib/contract/live.ts';
import { Listeners } from '../../lib/listeners.ts';
import { CLOSED_NORMALLY, openConsoleSocket, SOCKET_OPEN, type ConsoleSocket } from './console-socket.ts';
import { asError, backOff, isTransient } from './retry.ts';
import { decodeFrame, type SerialBytes } from './serial-frame.ts';
import type { SerialMode, SerialOptions, SerialSnapshot } from './serial-options.ts';

/** Rarely enough that a flood costs few messages, often enough that the server notices a slow line. */
const ACK_EVERY = SERIAL_WINDOW / 32;
/** Characters of one message of input; what is pasted may have more. */
const INPUT_MOST = 16_384;

function* messagesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + INPUT_MOST);
    // Not between the two halves of a character.
    if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}

/**
 * One viewer of a serial port. It knows the offset of the next byte, so it resumes exactly there after a broken
 * connection.
 */
export class SerialSession {
  readonly #options: SerialOptions;
  readonly #listeners = new Listeners();
  #snapshot: SerialSnapshot;
  #socket: ConsoleSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  /** Counts connections: events of an earlier one are ignored. */
  #generation = 0;
  /** The boot and the offset of its next byte; `start` until the first boot has begun. */
  #boot: number | undefined;
  #position: number | 'start';
  #acknowledged = 0;
  /** Everything is wanted, no snapshots. */
  #whole = false;
  #disposed = false;
  #shown = true;

  constructor(options: SerialOptions) {
    this.#options = options;
    this.#boot = options.boot;
    this.#position = options.from ?? 'start';
    this.#snapshot = { state: 'connecting', boot: null, mode: options.mode, error: null };
    void this.#connect();
  }

  readonly snapshot = (): SerialSnapshot => this.#snapshot;

  /** Calls the listener when the snapshot has changed; returns how to stop that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    return this.#listeners.add(listener);
  };

  /** Offset of the next byte. */
  get position(): number {
    return this.#position === 'start' ? 0 : this.#position;
  }

  /** Begins again with the first byte of a boot, by default of the present one: all of it is sent, without a snapshot. */
  showAll(boot = this.#snapshot.boot): void {
    this.#whole = true;
    this.#boot = boot ?? undefined;
    this.#position = 'start';
    this.#change({ boot: null });
    this.#attempts = 0;
    // What the old connection was still to bring belongs to another place.
    this.#hangUp();
    void this.#connect();
  }

  /** Types. False when nothing was sent: there is no connection, or it is read-only. */
  input(text: string): boolean {
    if (this.#snapshot.mode === 'read' || this.#snapshot.state === 'ended') return false;
    for (const data of messagesOf(text)) if (!this.#send({ type: 'input', data })) return false;
    return true;
  }

  /** The right to write is bound to the ticket, so a change of mode is a new connection, at the same offset. */
  setMode(mode: SerialMode): void {
    if (mode === this.#snapshot.mode) return;
    this.#change({ mode });
    this.#attempts = 0;
    this.#hangUp();
    void this.#connect();
  }

  /** Whether anybody looks at it: who has left the page is not shown as present. */
  setShown(shown: boolean): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#send({ type: 'shown', shown });
  }

  dispose(): void {
    this.#disposed = true;
    this.#hangUp();
    this.#listeners.clear();
  }

  /** Ends the session after all input; true when the server has read all of it. */
  finish(): Promise<boolean> {
    const socket = this.#socket;
    if (socket?.readyState !== SOCKET_OPEN) return Promise.resolve(false);
    this.#disposed = true;
    return new Promise((resolve) => {
      socket.addEventListener('close', ({ code }) => resolve(code === CLOSED_NORMALLY));
      socket.close(CLOSED_NORMALLY);
    });
  }

  #change(part: Partial<SerialSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    this.#listeners.notify();
  }

  #hangUp(): void {
    this.#generation += 1;
    clearTimeout(this.#retry);
    this.#socket?.close();
    this.#socket = undefined;
  }

  async #connect(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const { client, createSocket, node, port } = this.#options;
    const request = { node, port, kind: 'serial', mode: this.#snapshot.mode } as const;
    this.#change({ state: 'connecting' });
    try {
      const socket = await openConsoleSocket(client, request, createSocket);
      if (generation === this.#generation) this.#listen(socket, generation);
      else socket.close();
    } catch (error) {
      if (generation === this.#generation) this.#lost(error);
    }
  }

  #listen(socket: ConsoleSocket, generation: number): void {
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const current = (): boolean => generation === this.#generation;
    socket.addEventListener('open', () => {
      if (!current()) return;
      this.#attempts = 0;
      this.#change({ state: 'open', error: null });
      this.#resume();
    });
    socket.addEventListener('message', ({ data }) => {
      try {
        if (current()) this.#take(decodeFrame(data));
      } catch (error) {
        this.#fail(error);
      }
    });
    // An error is followed by the end.
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', ({ reason }) => {
      const message = reason === '' ? 'The connection to the server broke off.' : reason;
      if (current()) this.#lost(new ConsoleError('server-unreachable', message));
    });
  }

  /** If the next attempt also fails, its ticket request reports why. */
  #lost(reason: unknown): void {
    if (this.#disposed) return;
    if (!(reason instanceof ConsoleError) || !isTransient(reason)) {
      this.#fail(reason);
      return;
    }
    this.#retry = setTimeout(() => void this.#connect(), backOff(this.#attempts));
    this.#attempts += 1;
    this.#change({ state: 'waiting', error: reason });
  }

  #fail(error: unknown): void {
    if (this.#disposed) return;
    this.#hangUp();
    this.#change({ state: 'failed', error: asError(error) });
  }

  #resume(): void {
    if (!this.#shown) this.#send({ type: 'shown', shown: false });
    this.#acknowledged = this.position;
    const boot = this.#boot === undefined ? {} : { boot: this.#boot };
    const screen = this.#whole ? undefined : this.#options.screen?.();
    const { follow } = this.#options;
    this.#send({ type: 'subscribe', ...boot, from: this.#position, follow, ...(screen && { screen }) });
  }

  #send(message: SerialUp): boolean {
    if (this.#socket?.readyState !== SOCKET_OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #take(frame: SerialBytes | SerialDown): void {
    switch (frame.type) {
      case 'begin':
        this.#begin(frame);
        break;
      case 'bytes':
        this.#bytes(frame);
        break;
      case 'snapshot':
        this.#drawn(frame);
        break;
      case 'gap':
        this.#gap(frame.from, frame.to, frame.reason);
        break;
      case 'end':
        this.#change({ state: 'ended' });
        this.#options.sink.end?.(frame.boot);
        break;
      case 'input':
        // The node's own state reports this in more detail.
        break;
      case 'driver':
        this.#options.sink.driver?.(frame);
        break;
      case 'error': {
        const code = errorCode.safeParse(frame.code).data ?? 'internal';
        const error = new ConsoleError(code, frame.message);
        if (code === 'not-driving' || code === 'console-locked') {
          this.#options.sink.blocked?.(error);
          break;
        }
        this.#change({ error });
        this.#options.sink.refused?.(error);
        break;
      }
    }
  }

  #begin({ boot, live, end }: Extract<SerialDown, { type: 'begin' }>): void {
    const resumed = boot === this.#snapshot.boot;
    // A log shorter than the bytes received was restored from an older copy: resume at its end.
    this.#position = boot === this.#boot ? Math.min(this.position, end) : 0;
    this.#acknowledged = this.#position;
    this.#boot = boot;
    this.#change({ state: live ? 'open' : this.#snapshot.state, boot });
    this.#options.sink.begin?.({ boot, live, end, resumed });
  }

  #bytes({ offset, bytes }: SerialBytes): void {
    if (offset > this.position) this.#gap(this.position, offset, 'The server has skipped these bytes.');
    const start = this.position;
    const end = Math.max(start, offset + bytes.length);
    this.#position = end;
    const generation = this.#generation;
    const { boot } = this.#snapshot;
    this.#options.sink.bytes(bytes.subarray(start - offset), start).then(
      () => {
        if (generation === this.#generation && boot === this.#boot) this.#acknowledge(end);
      },
      (error: unknown) => this.#fail(error),
    );
  }

  /** Bytes that are still on their way to the terminal are before it. */
  #drawn(snapshot: Extract<SerialDown, { type: 'snapshot' }>): void {
    const { sink } = this.#options;
    const { offset } = snapshot;
    this.#position = offset;
    const generation = this.#generation;
    Promise.resolve(sink.snapshot?.(snapshot)).then(
      () => {
        if (generation === this.#generation && snapshot.boot === this.#boot) this.#acknowledge(offset, true);
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #acknowledge(offset: number, now = false): void {
    if (offset - this.#acknowledged < (now ? 1 : ACK_EVERY)) return;
    this.#acknowledged = offset;
    this.#send({ type: 'ack', offset });
  }

  #gap(from: number, to: number, reason: string): void {
    if (to <= this.position) return;
    this.#options.sink.gap?.(Math.max(from, this.position), to, reason);
    this.#position = to;
  }
}
