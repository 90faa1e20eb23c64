import { join } from 'node:path';
import { messageOf } from '../../../lib/contract/error.ts';
import type {
  DomainUsage,
  HostUsageHistory,
  NodeUsageHistory,
  Usage,
  UsageNow,
  UsageOrder,
  UsageQuery,
  UsageWindow,
} from '../../../lib/contract/usage.ts';
import type { HostCounters, HypervisorHost } from '../../hypervisor/api.ts';
import { withSignal } from '../../hypervisor/index.ts';
import { type Context, hostNamed } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { HistoryFiles } from './history-files.ts';
import { type Ended, HostMetrics, type NodeIdOf } from './host-metrics.ts';
import { DAY_SLOTS, NO_SERIES, roundedUsage, SLOT_MS } from './series.ts';

/** Milliseconds between two measurements of a host. */
export const METRICS_INTERVAL = 5_000;
/** A host that needs long to answer is asked less often: at most this share of its time. */
const SHARE = 0.1;
const LOOK_MS = 500;

interface Measured {
  readonly metrics: HostMetrics;
  /** On the monotonic clock. */
  due: number;
  busy: boolean;
  /** Why the latest measurement failed. */
  problem: string | null;
}

type Parts = Pick<Context, 'hosts' | 'dataDir' | 'logger' | 'now'>;

/**
 * What hosts and domains use, measured with one call for all domains of a host. Each host is measured on its own: one
 * that hangs delays nothing of the others.
 */
export class Metrics {
  readonly #context: Parts;
  readonly #registry: NodeRegistry;
  readonly #interval: number;
  readonly #files: HistoryFiles;
  readonly #measured = new Map<string, Measured>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** Writes of the history, one after the other. */
  #writing: Promise<void> = Promise.resolve();

  /** An interval of 0 switches measurements off. */
  constructor(context: Parts, registry: NodeRegistry, interval = METRICS_INTERVAL) {
    this.#context = context;
    this.#registry = registry;
    this.#interval = interval;
    this.#files = new HistoryFiles(join(context.dataDir, 'metrics'));
  }

  open(): void {
    if (this.#interval === 0) return;
    this.#write('the history of metrics could not be read', async () => {
      await this.recall();
      if (this.#closing.signal.aborted) return;
      this.#timer = setInterval(() => this.#look(), Math.min(LOOK_MS, this.#interval)).unref();
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    for (const [host, { metrics }] of this.#measured) this.#keep(host, metrics.unended());
    await this.#writing;
  }

  /** Reads what an earlier process of the server has kept. */
  async recall(): Promise<void> {
    const from = Math.floor(this.#time() / SLOT_MS) - DAY_SLOTS + 1;
    await this.#files.read(from, (host, ended) => this.#of(host).metrics.recall(ended));
  }

  /** One measurement of a host. Never rejects. */
  async measure(host: HypervisorHost): Promise<void> {
    const measured = this.#of(host.name);
    if (measured.busy) return;
    measured.busy = true;
    const began = performance.now();
    try {
      const counters = await withSignal(this.#closing.signal, () => host.counters());
      this.#keep(host.name, measured.metrics.add(counters, this.#time()));
      measured.problem = null;
    } catch (error) {
      this.#failed(host, measured, error);
    } finally {
      measured.busy = false;
      const took = performance.now() - began;
      measured.due = Math.max(began + this.#interval, performance.now() + took / SHARE);
    }
  }

  now({ host, sort, limit }: UsageQuery): UsageNow {
    if (host !== undefined) hostNamed(this.#context, host);
    const all = [...this.#measured].filter(([name]) => host === undefined || name === host);
    const domains = all.flatMap(([name, { metrics }]) => metrics.domainsNow(this.#nodesOn(name)));
    return {
      hosts: all
        .map(([name, { metrics }]) => metrics.now(this.#nodesOn(name)))
        .filter((each) => each !== null),
      domains: sorted(domains, sort)
        .slice(0, limit)
        .map((domain) => ({ ...domain, now: roundedUsage(domain.now) })),
    };
  }

  ofHost(name: string, window: UsageWindow): HostUsageHistory {
    hostNamed(this.#context, name);
    const metrics = this.#measured.get(name)?.metrics;
    return {
      now: metrics?.now(this.#nodesOn(name)) ?? null,
      series: metrics?.hostSeries(window) ?? NO_SERIES,
    };
  }

  ofNode(idOrName: string, window: UsageWindow): NodeUsageHistory {
    const { host, uuid, id } = this.#registry.require(idOrName).row;
    const metrics = this.#measured.get(host)?.metrics;
    return {
      now: metrics?.domainNow(uuid, () => id) ?? null,
      series: metrics?.domainSeries(uuid, window) ?? NO_SERIES,
    };
  }

  /** The latest counters by host, for those that count on by themselves. */
  counters(): ReadonlyMap<string, HostCounters> {
    const known = [...this.#measured].map(([host, { metrics }]) => [host, metrics.counters()] as const);
    return new Map(known.flatMap(([host, counters]) => (counters === null ? [] : [[host, counters]])));
  }

  /** Starts the measurements that are due. */
  #look(): void {
    const { hosts } = this.#context;
    for (const name of this.#measured.keys()) if (!hosts.has(name)) this.#measured.delete(name);
    for (const host of hosts.values()) {
      const measured = this.#of(host.name);
      if (host.status.state !== 'connected') measured.metrics.lost(this.#time());
      else if (!measured.busy && performance.now() >= measured.due) void this.measure(host);
    }
  }

  #of(host: string): Measured {
    const known = this.#measured.get(host);
    if (known !== undefined) return known;
    const measured = { metrics: new HostMetrics(host), due: 0, busy: false, problem: null };
    this.#measured.set(host, measured);
    return measured;
  }

  #nodesOn(host: string): NodeIdOf {
    const rows = this.#registry.all().map(({ row }) => row);
    const ids = new Map(rows.filter((row) => row.host === host).map(({ uuid, id }) => [uuid, id]));
    return (uuid) => ids.get(uuid) ?? null;
  }

  #failed(host: HypervisorHost, measured: Measured, error: unknown): void {
    measured.metrics.lost(this.#time());
    const problem = messageOf(error);
    if (!this.#closing.signal.aborted && measured.problem !== problem)
      this.#context.logger.warn({ host: host.name, reason: problem }, 'a host could not be measured');
    measured.problem = problem;
  }

  #keep(host: string, ended: Ended | null): void {
    if (ended === null) return;
    this.#write('the history of metrics could not be written', async () => {
      await this.#files.append(host, ended);
      await this.#files.tidy(ended.slot);
    });
  }

  #write(failure: string, work: () => Promise<void>): void {
    this.#writing = this.#writing
      .then(work)
      .catch((error: unknown) => this.#context.logger.warn({ err: error }, failure));
  }

  #time(): number {
    return Date.parse(this.#context.now());
  }
}

const ORDER: Readonly<Record<UsageOrder, (usage: Usage) => number>> = {
  cpu: ({ cpu }) => cpu ?? 0,
  memory: ({ memoryMiB }) => memoryMiB ?? 0,
  disk: ({ diskRead, diskWritten }) => (diskRead ?? 0) + (diskWritten ?? 0),
  network: ({ received, sent }) => (received ?? 0) + (sent ?? 0),
  waiting: ({ waiting }) => waiting ?? 0,
};

const sorted = (domains: readonly DomainUsage[], sort: UsageOrder): DomainUsage[] =>
  domains.toSorted(
    (one, other) => ORDER[sort](other.now) - ORDER[sort](one.now) || one.name.localeCompare(other.name),
  );
