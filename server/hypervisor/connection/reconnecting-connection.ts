import { AsyncLocalStorage } from 'node:async_hooks';
import { Connection, isLibvirtError, type OpenOptions } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DomainEvent } from '../api.ts';
import { currentSignal, untilAborted } from './cancellation.ts';
import { deadlineOf } from './deadlines.ts';
import { toConsoleError } from './errors.ts';
import { lifecycleEvent } from './domain-events.ts';

/** Milliseconds: a restarted daemon is back within a second; one that stays away is tried less often. */
const FIRST_WAIT = 200;
const LONGEST_WAIT = 5_000;
/** On the way to another machine there is a login. */
const OPEN_TIMEOUT = 15_000;

/** Up to a quarter less or more: hosts that went away together do not come back together. */
const spread = (wait: number): number => wait * (0.75 + Math.random() / 2);

/** A network or pool was defined, changed or removed; or the volumes of a pool were looked at. */
export interface ObjectEvent {
  readonly kind: 'network' | 'pool' | 'refresh';
  readonly name: string;
}

/** The guest gave a device back, or refused to. */
export interface DeviceEvent {
  readonly uuid: string;
  readonly alias: string;
  readonly removed: boolean;
}

export interface ConnectionListeners {
  /** The subscriptions are in place: no later change is missed. */
  readonly connected: (connection: Connection) => void;
  readonly disconnected: (reason: ConsoleError) => void;
  readonly onEvent: (onEvent: DomainEvent) => void;
  readonly onObject: (event: ObjectEvent) => void;
}

/** A caller that waits for the connection. */
interface Waiting {
  readonly connected: () => void;
  readonly failed: () => void;
}

/** A connection to libvirt that is re-established whenever it is lost, until it is closed. */
export class ReconnectingConnection {
  readonly uri: string;
  readonly #options: OpenOptions;
  readonly #listeners: ConnectionListeners;
  readonly #closing = new AbortController();
  /** Cancels the calls of the current work. */
  readonly #signal = new AsyncLocalStorage<AbortSignal | undefined>();
  readonly #waiting = new Set<Waiting>();
  readonly #devices = new Set<(event: DeviceEvent) => void>();
  readonly #ended: Promise<void>;
  #present: Connection | undefined;
  #reason: ConsoleError;

  constructor(uri: string, listeners: ConnectionListeners, options: OpenOptions = {}) {
    this.uri = uri;
    this.#listeners = listeners;
    this.#options = options;
    this.#reason = new ConsoleError('host-unreachable', `the connection to ${uri} is not there yet`, {
      fix: 'Wait a moment.',
    });
    this.#ended = this.#live();
  }

  /**
   * Runs `work` on the current connection. Rejects at once, with the reason, when there is no connection or when the
   * operation that it is part of is cancelled; it makes no further calls then.
   */
  async use<Result>(doing: string, work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = this.#present;
    if (connection === undefined) throw this.#reason;
    const signal = currentSignal();
    try {
      return await untilAborted(signal, () => this.#signal.run(signal, () => work(connection)));
    } catch (error) {
      throw toConsoleError(error, doing);
    }
  }

  whenConnected(timeout: number): Promise<void> {
    if (this.#present !== undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
        end();
      };
      const waiting: Waiting = {
        connected: () => settle(resolve),
        failed: () => settle(() => reject(this.#reason)),
      };
      const timer = setTimeout(waiting.failed, timeout);
      this.#waiting.add(waiting);
    });
  }

  /** Calls the listener when a guest answers whether it gives a device back. Returns how to stop that. */
  onDevice(listener: (event: DeviceEvent) => void): () => void {
    this.#devices.add(listener);
    return () => void this.#devices.delete(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#present?.close();
    await this.#ended;
  }

  async #live(): Promise<void> {
    let wait = FIRST_WAIT;
    while (!this.#closing.signal.aborted) {
      try {
        const connection = await this.#open();
        const since = performance.now();
        const end = await connection.closed;
        this.#lost(end);
        // A daemon that accepts and hangs up at once must not be retried in a tight loop.
        if (performance.now() - since >= LONGEST_WAIT) wait = FIRST_WAIT;
        else {
          await pause(spread(wait), this.#closing.signal);
          wait = Math.min(wait * 2, LONGEST_WAIT);
        }
      } catch (error) {
        this.#lost(error);
        await pause(spread(wait), this.#closing.signal);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
  }

  /**
   * Keeps one subscription to each kind of event for the whole life of the connection: libvirtd (9.0 at least) can stop
   * delivering events to all clients when the last subscription of any client is removed.
   */
  async #open(): Promise<Connection> {
    const signal = this.#closing.signal;
    const connection = await Connection.open(this.uri, {
      timeout: OPEN_TIMEOUT,
      callTimeout: deadlineOf,
      callSignal: () => this.#signal.getStore(),
      signal,
      ...this.#options,
    });
    try {
      await this.#subscribe(connection);
      signal.throwIfAborted();
    } catch (error) {
      await connection.close();
      throw error;
    }
    this.#present = connection;
    for (const waiting of [...this.#waiting]) waiting.connected();
    this.#listeners.connected(connection);
    return connection;
  }

  async #subscribe(connection: Connection): Promise<void> {
    const { onEvent } = this.#listeners;
    await Promise.all([
      connection.domainEventRegister('lifecycle', ({ domain: { uuid, name }, event, detail }) =>
        onEvent({ uuid, name, ...lifecycleEvent(event, detail) }),
      ),
      connection.domainEventRegister('reboot', ({ domain: { uuid, name } }) =>
        onEvent({ uuid, name, lifecycle: 'rebooted', detail: '' }),
      ),
      connection.domainEventRegister('ioError', ({ domain: { uuid, name }, reason }) =>
        onEvent({ uuid, name, lifecycle: 'other', detail: `I/O error ${reason}`.trim() }),
      ),
      this.#subscribeToObjects(connection),
      this.#subscribeToDevices(connection),
    ]);
  }

  async #subscribeToDevices(connection: Connection): Promise<void> {
    const tell = (event: DeviceEvent): void => {
      for (const listener of this.#devices) listener(event);
    };
    await asFarAsKnown([
      connection.domainEventRegister('deviceRemoved', ({ domain: { uuid }, devAlias }) =>
        tell({ uuid, alias: devAlias, removed: true }),
      ),
      connection.domainEventRegister('deviceRemovalFailed', ({ domain: { uuid }, devAlias }) =>
        tell({ uuid, alias: devAlias, removed: false }),
      ),
    ]);
  }

  async #subscribeToObjects(connection: Connection): Promise<void> {
    const { onObject } = this.#listeners;
    const tell = (kind: ObjectEvent['kind'], name: string): void => onObject({ kind, name });
    await asFarAsKnown([
      connection.networkEventRegister('lifecycle', ({ network }) => tell('network', network.name)),
      connection.storagePoolEventRegister('lifecycle', ({ pool }) => tell('pool', pool.name)),
      connection.storagePoolEventRegister('refresh', ({ pool }) => tell('refresh', pool.name)),
    ]);
  }

  #lost(error: unknown): void {
    this.#present = undefined;
    const meant = toConsoleError(error, `the connection to ${this.uri}`);
    this.#reason =
      meant instanceof ConsoleError
        ? meant
        : new ConsoleError('internal', `the connection to ${this.uri} failed: ${String(error)}`, {
            fix: 'This is a mistake in the console; report it with its log.',
            cause: error,
          });
    if (this.#closing.signal.aborted) for (const waiting of [...this.#waiting]) waiting.failed();
    else this.#listeners.disconnected(this.#reason);
  }
}

/** A driver without networks or pools, such as one of another hypervisor, has no such events. */
async function asFarAsKnown(subscriptions: readonly Promise<unknown>[]): Promise<void> {
  for (const end of await Promise.allSettled(subscriptions)) {
    if (end.status === 'fulfilled') continue;
    const error: unknown = end.reason;
    if (!isLibvirtError(error) || error.kind !== 'libvirt') throw error;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
