import { join } from 'node:path';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Storage } from '../../../lib/contract/storage.ts';
import { bytes as sizeText } from '../../../lib/domain/format.ts';
import type { BootAge, NodeRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import { type BootFiles, bootsOnDisk, measure, removeBoot, removeLogs } from './boot-files.ts';
import { AUDIT_LIMITS, SHARE_LINK_DAYS, type RetentionLimits } from './limits.ts';

/** Delay after the start, which has more urgent work. */
const FIRST_MS = 30_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GIB = 2 ** 30;

type Parts = Pick<Context, 'database' | 'dataDir' | 'logger' | 'now'>;

/** Periodically removes what exceeds the limits. Failures are logged and retried an hour later. */
export class Retention {
  readonly #parts: Parts;
  readonly #limits: RetentionLimits;
  readonly #directory: string;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;
  #last: Storage | undefined;
  /** Before the first round: one shared measurement for all callers. */
  #looking: Promise<Storage> | undefined;
  readonly #listeners = new Set<(boot: string) => Promise<void>>();

  constructor(parts: Parts, limits: RetentionLimits) {
    this.#parts = parts;
    this.#limits = limits;
    this.#directory = join(parts.dataDir, 'boots');
  }

  open(): void {
    this.#arm(FIRST_MS);
  }

  /** The latest measurement, at most an hour old. */
  async storage(): Promise<Storage> {
    if (this.#last !== undefined) return this.#last;
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Something was pinned or removed: the latest measurement no longer holds. */
  changed(): void {
    this.#last = undefined;
  }

  /** Called with the id of each boot whose logs were removed, whoever did it. */
  onRemoved(listener: (boot: string) => Promise<void>): void {
    this.#listeners.add(listener);
  }

  async removed(boot: string): Promise<void> {
    this.changed();
    for (const listener of this.#listeners) await listener(boot);
  }

  /** Throws `conflict` if what is pinned, with so many bytes more, took all the room that recordings have. */
  async mayPin(bytes: number): Promise<void> {
    const { logs } = await this.storage();
    if (logs.pinnedBytes + bytes <= logs.maxBytes) return;
    const taken = `${sizeText(logs.pinnedBytes)} of ${sizeText(logs.maxBytes)}`;
    throw new ConsoleError('conflict', `Pinned recordings take ${taken} already; this one does not fit.`, {
      fix: 'Unpin others, or give recordings more room with VEN_LOG_GIB.',
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** One round. Never rejects. */
  async run(): Promise<void> {
    await this.#try('the history of deleted nodes could not be tidied', {}, () => this.#tidyHistory());
    await this.#try('the audit trail could not be tidied', {}, () =>
      this.#parts.database.audit.trim(this.#daysAgo(AUDIT_LIMITS.days), AUDIT_LIMITS.events),
    );
    await this.#try('share links could not be tidied', {}, () =>
      this.#parts.database.shareLinks.removeEnded(this.#daysAgo(SHARE_LINK_DAYS)),
    );
    await this.#try('serial logs could not be tidied', {}, () => this.#tidyLogs());
  }

  #arm(after: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.run().then(() => {
        if (!this.#closed) this.#arm(HOUR_MS);
      });
    }, after).unref();
  }

  async #tidyHistory(): Promise<void> {
    const { nodes, history } = this.#parts.database;
    const { historyDays, historyNodes } = this.#limits;
    const before = this.#daysAgo(historyDays);
    const pinned = new Set(pinnedOf(await this.#parts.database.boots.ages()).map(({ nodeId }) => nodeId));
    for (const [newer, { id, name, deletedAt }] of latestFirst(
      await nodes.list({ deleted: true }),
    ).entries()) {
      if (this.#closed) return;
      if ((newer < historyNodes && deletedAt >= before) || pinned.has(id)) continue;
      // Its logs then belong to no boot, and are removed like others without one.
      await this.#try('the history of a node could not be removed', { node: name }, () =>
        history.removeNode(id),
      );
    }
    await history.removeEmptyRuns();
  }

  async #tidyLogs(): Promise<void> {
    // In this order: a boot has its row before it has files.
    const names = await bootsOnDisk(this.#directory);
    const rows = new Map((await this.#parts.database.boots.ages()).map((row) => [row.id, row]));
    const found = new Map((await this.#measureAll(names)).map((files) => [files.boot, files]));
    for (const files of [...found.values()].filter(({ boot }) => !rows.has(boot))) {
      if (Date.parse(this.#parts.now()) - files.touchedAt < DAY_MS) continue;
      if (await this.#remove(files, () => removeBoot(this.#directory, files.boot))) found.delete(files.boot);
    }
    await this.#removeEnded(endedOf([...rows.values()]), found);
    await this.#summarise([...found.values()], [...rows.values()]);
  }

  /** Removes the oldest first, until neither age nor size exceeds its limit. */
  async #removeEnded(ended: readonly Ended[], found: Map<string, BootFiles>): Promise<void> {
    const { logDays, logGiB } = this.#limits;
    const before = this.#daysAgo(logDays);
    let total = [...found.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { id, endedAt } of ended) {
      const files = found.get(id);
      if (files?.hasLog !== true) continue;
      const isOld = endedAt < before;
      if (!isOld && total <= logGiB * GIB) return;
      const limit = isOld ? `after ${logDays} days` : `when all logs together exceed ${logGiB} GiB`;
      const reason = `the log was removed on ${this.#parts.now().slice(0, 10)}, as the oldest are ${limit}`;
      const isRemoved = await this.#remove(files, () => removeLogs(this.#directory, id, reason));
      if (!isRemoved) continue;
      const [left] = await this.#measureAll([id]);
      total -= files.bytes - (left?.bytes ?? 0);
      if (left !== undefined) found.set(id, left);
    }
  }

  async #remove({ boot }: BootFiles, remove: () => Promise<void>): Promise<boolean> {
    const removeAll = async () => {
      await remove();
      await this.removed(boot);
    };
    return !this.#closed && (await this.#try('a serial log could not be removed', { boot }, removeAll));
  }

  async #measureAll(boots: readonly string[]): Promise<BootFiles[]> {
    const measured: BootFiles[] = [];
    for (const boot of boots) {
      await this.#try('a serial log could not be measured', { boot }, async () => {
        measured.push(await measure(this.#directory, boot));
      });
    }
    return measured;
  }

  async #look(): Promise<Storage> {
    const found = await this.#measureAll(await bootsOnDisk(this.#directory));
    return this.#summarise(found, await this.#parts.database.boots.ages());
  }

  async #summarise(found: readonly BootFiles[], ages: readonly BootAge[]): Promise<Storage> {
    const pins = new Set(pinnedOf(ages).map(({ id }) => id));
    const pinned = found.filter(({ boot }) => pins.has(boot));
    const { logDays, logGiB, historyDays, historyNodes } = this.#limits;
    const deleted = await this.#parts.database.nodes.list({ deleted: true });
    this.#last = {
      logs: {
        boots: found.filter(({ hasLog }) => hasLog).length,
        bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
        pictureBytes: found.reduce((sum, { pictureBytes }) => sum + pictureBytes, 0),
        pinned: pins.size,
        pinnedBytes: pinned.reduce((sum, { bytes }) => sum + bytes, 0),
        maxBytes: logGiB * GIB,
        maxDays: logDays,
      },
      history: { deletedNodes: deleted.length, maxNodes: historyNodes, maxDays: historyDays },
      audit: {
        events: await this.#parts.database.audit.count(),
        maxEvents: AUDIT_LIMITS.events,
        maxDays: AUDIT_LIMITS.days,
      },
      measuredAt: this.#parts.now(),
    };
    return this.#last;
  }

  #daysAgo(days: number): string {
    return new Date(Date.parse(this.#parts.now()) - days * DAY_MS).toISOString();
  }

  async #try(what: string, of: object, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#parts.logger.warn({ ...of, err: error }, what);
      return false;
    }
  }
}

/** Deleted nodes, most recently deleted first. */
function latestFirst(rows: readonly NodeRow[]): (NodeRow & { readonly deletedAt: string })[] {
  return rows
    .flatMap(({ deletedAt, ...row }) => (deletedAt === null ? [] : [{ ...row, deletedAt }]))
    .sort((one, other) => other.deletedAt.localeCompare(one.deletedAt));
}

type Ended = Pick<BootAge, 'id'> & { readonly endedAt: string };

const pinnedOf = (ages: readonly BootAge[]): BootAge[] => ages.filter(({ pinnedAt }) => pinnedAt !== null);

/**
 * Boots whose logs may go, in the order in which they ended: none that runs or is pinned, and of a node that is there not
 * its latest.
 */
function endedOf(rows: readonly BootAge[]): Ended[] {
  const latest = new Map<string, number>();
  for (const { nodeId, number } of rows) latest.set(nodeId, Math.max(number, latest.get(nodeId) ?? 0));
  return rows
    .flatMap(({ id, nodeId, number, endedAt, deletedAt, pinnedAt }) => {
      const isLatest = deletedAt === null && number === latest.get(nodeId);
      return endedAt === null || pinnedAt !== null || isLatest ? [] : [{ id, endedAt }];
    })
    .sort((one, other) => one.endedAt.localeCompare(other.endedAt));
}
