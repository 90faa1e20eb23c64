import type { Notice } from '../../../lib/contract/notice.ts';
import { nodeNotice, runNotice } from '../../../lib/domain/notices/notices.ts';
import type { Context } from '../context.ts';
import type { Runs } from '../runs/runs.ts';
import type { Notifier } from './api.ts';
import { Courier } from './courier.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { deliveryOf, Webhooks } from './webhooks.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is older is not told any more, and nobody has to know whether it was. */
const HORIZON_MS = 7 * DAY_MS;
/** How long deliveries are kept, and how many of each webhook. */
const KEPT_MS = 14 * DAY_MS;
const KEPT_DELIVERIES = 1000;

export interface NotificationParts {
  readonly context: Pick<Context, 'bus' | 'database' | 'logger' | 'now'>;
  readonly runs: Pick<Runs, 'list'>;
  readonly options?: {
    /** Where people reach this console, without a slash at its end. */
    readonly ownUrl?: string;
    readonly patience?: Partial<Patience>;
  };
}

/**
 * Tells somebody what happens. That something happened, and what is to be sent about it, is stored at once; whether it was
 * stored before tells what is new, so that after a crash what was not told yet is found again, and nothing is told twice.
 */
export class Notifications implements Notifier {
  readonly webhooks: Webhooks;
  readonly #parts: NotificationParts;
  readonly #courier: Courier;
  readonly #ownUrl: string;
  readonly #patience: Patience;
  /** What was told of a node or run last, so that not every change of it asks the database. */
  readonly #told = new Map<string, string>();
  readonly #unsubscribe: () => void;
  #raising: Promise<void> = Promise.resolve();
  #tidying: NodeJS.Timeout | undefined;

  constructor(parts: NotificationParts) {
    const { context, options: { ownUrl = '', patience = {} } = {} } = parts;
    this.#parts = parts;
    this.#ownUrl = ownUrl;
    this.#patience = { ...PATIENCE, ...patience };
    this.#courier = new Courier(context, this.#patience);
    this.webhooks = new Webhooks({ context, ownUrl, courier: this.#courier });
    this.#unsubscribe = context.bus.on((change) => {
      if (change.kind === 'run') this.#tell(change.object.id, runNotice(change.object));
      if (change.kind !== 'node') return;
      this.#tell(change.object.id, nodeNotice(change.object));
      if (change.object.deletedAt !== null) this.#told.delete(change.object.id);
    });
  }

  /** Finds runs whose end a crash kept from being told (nodes are published again at the start), and goes on with what waits. */
  open(): void {
    void this.#try('what was not told before the start is not known', async () => {
      for (const run of await this.#parts.runs.list()) this.#tell(run.id, runNotice(run));
      for (const { id } of await this.#parts.context.database.webhooks.list()) this.#courier.wake(id);
    });
    this.#tidying = setInterval(() => void this.#tidy(), HOUR_MS).unref();
  }

  raise(notice: Notice): Promise<void> {
    const raised = this.#raising.then(() =>
      this.#try('something that happened could not be recorded, and is not told', () => this.#raise(notice)),
    );
    this.#raising = raised.then(() => undefined);
    return this.#raising;
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#tidying);
    await this.#raising;
    await this.#courier.close();
  }

  #tell(about: string, notice: Notice | null): void {
    if (notice === null || this.#told.get(about) === notice.id) return;
    this.#told.set(about, notice.id);
    void this.raise(notice);
  }

  async #raise(notice: Notice): Promise<void> {
    const { context } = this.#parts;
    const { database, bus } = context;
    if (notice.at < this.#ago(HORIZON_MS)) return;
    const linked = { ...notice, link: `${this.#ownUrl}${notice.path}` };
    const subscribers = (await database.webhooks.list()).filter(
      ({ enabled, disabledAt, events }) => enabled && disabledAt === null && events.includes(notice.type),
    );
    const now = context.now();
    const isNew = await database.deliveries.raise(
      { key: notice.id, at: now },
      subscribers.map((webhook) => deliveryOf(webhook, linked, now)),
    );
    if (!isNew) return;
    bus.emit({ kind: 'notice', object: notice });
    const most = this.#patience.waiting;
    for (const { id } of subscribers) {
      const reason = `More than ${most} were waiting.`;
      await database.deliveries.giveUp(id, most, { endedAt: now, reason });
      this.#courier.wake(id);
    }
  }

  async #tidy(): Promise<void> {
    const { deliveries } = this.#parts.context.database;
    await this.#try('deliveries could not be tidied', async () => {
      await deliveries.trim(this.#ago(KEPT_MS), KEPT_DELIVERIES);
      await deliveries.forget(this.#ago(HORIZON_MS + DAY_MS));
    });
  }

  async #try(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (err) {
      // It is found again at the next change, or the next start.
      this.#told.clear();
      this.#parts.context.logger.error({ err }, what);
    }
  }

  #ago(milliseconds: number): string {
    return new Date(Date.parse(this.#parts.context.now()) - milliseconds).toISOString();
  }
}
