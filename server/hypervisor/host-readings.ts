import type { Connection } from 'node-libvirt';
import { ConsoleError, messageOf } from '../../lib/contract/error.ts';
import type { Acceleration, Check } from '../../lib/contract/host.ts';
import type { AccelerationFinder } from './acceleration/acceleration.ts';
import type { Counted, HostLogger } from './api.ts';
import { readCapacity } from './capacity.ts';
import { calm } from './connection/calm.ts';
import type { ReconnectingConnection } from './connection/reconnecting-connection.ts';
import type { HostStatus } from './host-status.ts';
import type { Networks } from './networks/networks.ts';
import { checksWithoutLibvirt, type HostTarget, readHost } from './read-host.ts';
import type { Storage } from './storage/storage.ts';

/** Milliseconds between polls of what changes without an event: memory, free space and KVM. */
const POLL_INTERVAL = 30_000;
/** Milliseconds to wait after an event, because several arrive together. */
const CAPACITY_DELAY = 300;

interface HostReadingsParts {
  readonly connection: ReconnectingConnection;
  readonly target: HostTarget;
  readonly status: HostStatus;
  readonly acceleration: AccelerationFinder;
  readonly networks: Networks;
  readonly storage: Storage;
  readonly logger: HostLogger | undefined;
}

/** Keeps the status of a host current: reads it when it is connected, after events, and now and then. */
export class HostReadings {
  readonly #parts: HostReadingsParts;
  readonly #background = new Set<Promise<unknown>>();
  readonly #interval: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;
  #counted: Counted = { running: new Set(), disks: new Set() };
  #nodes: () => Iterable<string> = () => [];
  #isClosed = false;

  constructor(parts: HostReadingsParts) {
    this.#parts = parts;
    this.#interval = setInterval(() => {
      this.#refreshCapacity();
      this.#refreshAcceleration();
      this.#refreshConflicts();
    }, POLL_INTERVAL).unref();
  }

  get counted(): Counted {
    return this.#counted;
  }

  countDisksOf(nodes: () => Iterable<string>): void {
    this.#nodes = nodes;
  }

  connected(connection: Connection): void {
    this.#inBackground(async () => {
      await calm();
      await this.#parts.connection.use('looking at the host', () => this.#read(connection));
      this.#refreshAcceleration();
      this.#refreshConflicts();
    });
  }

  disconnected(reason: ConsoleError): void {
    const { status, target } = this.#parts;
    this.#inBackground(async () => {
      const checks = await checksWithoutLibvirt(reason, target);
      if (status.present.state === 'unreachable') status.update({ checks });
    });
  }

  /** Something of a domain has changed. */
  soon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#refreshCapacity();
    }, CAPACITY_DELAY);
  }

  async acceleration(): Promise<Acceleration> {
    const acceleration = await this.#parts.acceleration.get();
    this.#parts.status.update({ acceleration });
    return acceleration;
  }

  /** Reads the host anew. */
  async checks(): Promise<Check[]> {
    const { connection, status, target } = this.#parts;
    try {
      await connection.use('checking the host', (open) => this.#read(open));
      await this.#checkConflicts();
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      status.update({ checks: await checksWithoutLibvirt(error, target) });
    }
    return status.present.checks;
  }

  /** Nothing is read any more. */
  stop(): void {
    this.#isClosed = true;
    clearInterval(this.#interval);
    clearTimeout(this.#soon);
  }

  /** Resolves when what was being read has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#background);
  }

  async #read(connection: Connection): Promise<void> {
    const { status, target } = this.#parts;
    const { acceleration } = status.present;
    const nodes = new Set(this.#nodes());
    const { reading, counted } = await readHost(connection, target, { acceleration, nodes });
    this.#counted = counted;
    status.update(reading);
  }

  #refreshCapacity(): void {
    this.#whileConnected(() =>
      this.#parts.connection.use('looking at the host', async (connection) => {
        const { capacity, counted } = await readCapacity(
          connection,
          this.#parts.target,
          new Set(this.#nodes()),
        );
        this.#counted = counted;
        this.#parts.status.update({ capacity });
      }),
    );
  }

  /** Conflicting networks, routes and pools appear without an event. */
  #refreshConflicts(): void {
    this.#whileConnected(() => this.#checkConflicts());
  }

  async #checkConflicts(): Promise<void> {
    const { networks, status, storage } = this.#parts;
    status.setCheck('node-network', await networks.problem());
    status.setCheck('storage-pool', await storage.problem());
  }

  /** A change of the acceleration changes the host's checks. */
  #refreshAcceleration(): void {
    this.#whileConnected(async () => {
      const { connection, status } = this.#parts;
      const before = status.present.acceleration;
      if ((await this.acceleration()) === before) return;
      await connection.use('looking at the host', (open) => this.#read(open));
    });
  }

  #whileConnected(work: () => Promise<void>): void {
    if (this.#parts.status.present.state === 'connected') this.#inBackground(work);
  }

  /** Work without a caller: a failure is logged, and shows in the host's status or at the next connection. */
  #inBackground(work: () => Promise<void>): void {
    if (this.#isClosed) return;
    const { logger, status } = this.#parts;
    const end = work().catch((error: unknown) => {
      const reason = messageOf(error);
      if (!this.#isClosed) logger?.warn({ host: status.present.name, reason }, 'looking at the host failed');
    });
    this.#background.add(end);
    void end.then(() => this.#background.delete(end));
  }
}
