import type {
  DomainUsage,
  HostUsage,
  Starvation,
  Usage,
  UsageSeries,
  UsageWindow,
} from '../../../lib/contract/usage.ts';
import { isStrained, starvationOf } from '../../../lib/domain/starvation.ts';
import type { DomainCounters, HostCounters } from '../../hypervisor/api.ts';
import { domainRates, processorRates, sumOf } from './rates.ts';
import { DAY_SLOTS, LIVE_SAMPLES, NO_SERIES, NO_USAGE, Series, SLOT_MS } from './series.ts';

/** Domains of one host whose usage is kept; with more of them, that of the longest unseen is dropped. */
const MAX_DOMAINS = 5_000;
/** Starvation is judged by the last minute, once there are so many measurements of it. */
const MINUTE_MS = 60_000;
const ENOUGH_SAMPLES = 4;

/** An average that ended. */
export interface Ended {
  readonly slot: number;
  readonly host: Usage | null;
  readonly domains: ReadonlyMap<string, Usage>;
}

type Machine = Pick<HostUsage, 'cpus' | 'memoryMiB'>;
/** The node of this console that a domain is. */
export type NodeIdOf = (uuid: string) => string | null;

/** The measurements of one host and of its domains. */
export class HostMetrics {
  readonly #name: string;
  readonly #host = new Series();
  readonly #domains = new Map<string, Series>();
  #samples: { readonly number: number; readonly at: number }[] = [];
  #sample = -1;
  #slot = -1;
  #last: HostCounters | null = null;
  #known: { readonly sample: number; readonly usage: HostUsage } | null = null;
  /** The domains of the latest measurement, by UUID. */
  #running: ReadonlyMap<string, DomainCounters> = new Map();

  constructor(name: string) {
    this.#name = name;
  }

  /** Takes a measurement; returns the averages that ended with it. `at` is in milliseconds since 1970. */
  add(counters: HostCounters, at: number): Ended | null {
    const last = this.#last;
    const before = this.#running;
    const running = new Map(counters.domains.map((domain) => [domain.uuid, domain]));
    this.#last = counters;
    this.#running = running;
    if (last === null) return null;
    const milliseconds = counters.at - last.at;
    if (milliseconds <= 0) return null;
    const slot = Math.floor(at / SLOT_MS);
    const ended = this.#slot >= 0 && slot > this.#slot ? this.#averages(this.#slot) : null;
    if (ended !== null) this.#forgetUnseen(slot);
    this.#slot = slot;
    this.#count(at);
    const usages = [...running].flatMap(([uuid, domain]) => {
      const known = before.get(uuid);
      if (known === undefined) return [];
      const usage = domainRates(known, domain, milliseconds);
      this.#seriesOf(uuid)?.add(this.#sample, slot, usage);
      return [usage];
    });
    this.#host.add(this.#sample, slot, {
      ...processorRates(last, counters),
      memoryMiB: counters.memory?.usedMiB ?? null,
      diskRead: sumOf(usages, 'diskRead'),
      diskWritten: sumOf(usages, 'diskWritten'),
      received: sumOf(usages, 'received'),
      sent: sumOf(usages, 'sent'),
    });
    return ended;
  }

  /** The host does not answer: what it uses now is not known, which is a gap in its graphs. */
  lost(at: number): void {
    if (this.#last !== null) this.#count(at);
    this.#last = null;
    this.#running = new Map();
  }

  /** Averages of an earlier process of the server. */
  recall({ slot, host, domains }: Ended): void {
    if (host !== null) this.#host.recall(slot, host);
    for (const [uuid, usage] of domains) this.#seriesOf(uuid)?.recall(slot, usage);
  }

  /** The averages of the slot that has not ended. */
  unended(): Ended | null {
    return this.#slot < 0 ? null : this.#averages(this.#slot);
  }

  counters(): HostCounters | null {
    return this.#last;
  }

  now(nodeIdOf: NodeIdOf): HostUsage | null {
    const latest = this.#samples.at(-1);
    const counters = this.#last;
    if (latest === undefined || counters === null) return null;
    // Everybody who looks gets the same answer until the next measurement.
    if (this.#known?.sample === this.#sample) return this.#known.usage;
    const domains = this.domainsNow(nodeIdOf);
    const usages = domains.map((each) => each.now);
    const memoryMiB = counters.memory?.totalMiB ?? null;
    const machine = { cpus: counters.cpus, memoryMiB };
    const usage: HostUsage = {
      host: this.#name,
      at: new Date(latest.at).toISOString(),
      ...machine,
      now: this.#host.now(this.#sample),
      domains: { running: domains.length, cpu: sumOf(usages, 'cpu'), memoryMiB: sumOf(usages, 'memoryMiB') },
      starving: this.#starving(machine, domains, latest.at - MINUTE_MS),
    };
    this.#known = { sample: this.#sample, usage };
    return usage;
  }

  #starving(machine: Machine, domains: readonly DomainUsage[], since: number): Starvation[] {
    const count = this.#samples.filter(({ at }) => at > since).length;
    if (count < ENOUGH_SAMPLES) return [];
    const strained = { ...machine, usage: this.#host.mean(this.#sample, count) };
    // Thousands of domains are looked at only if there is a reason.
    if (!isStrained(strained)) return [];
    return starvationOf(
      strained,
      domains.map(({ uuid, name, nodeId }) => ({
        ...{ name, nodeId },
        usage: this.#domains.get(uuid)?.mean(this.#sample, count) ?? NO_USAGE,
      })),
    );
  }

  domainsNow(nodeIdOf: NodeIdOf): DomainUsage[] {
    return [...this.#running.values()].map((domain) => this.#domainUsage(domain, nodeIdOf));
  }

  domainNow(uuid: string, nodeIdOf: NodeIdOf): DomainUsage | null {
    const domain = this.#running.get(uuid);
    return domain === undefined ? null : this.#domainUsage(domain, nodeIdOf);
  }

  hostSeries(window: UsageWindow): UsageSeries {
    return this.#windowOf(this.#host, window);
  }

  domainSeries(uuid: string, window: UsageWindow): UsageSeries {
    const series = this.#domains.get(uuid);
    return series === undefined ? NO_SERIES : this.#windowOf(series, window);
  }

  #windowOf(series: Series, window: UsageWindow): UsageSeries {
    if (window === 'live') return series.live(this.#samples);
    return this.#slot < 0 && series.lastSlot < 0
      ? NO_SERIES
      : series.day(Math.max(this.#slot, series.lastSlot));
  }

  #domainUsage({ uuid, name, vcpus, memoryMiB }: DomainCounters, nodeIdOf: NodeIdOf): DomainUsage {
    const now = this.#domains.get(uuid)?.now(this.#sample) ?? NO_USAGE;
    return { host: this.#name, uuid, name, nodeId: nodeIdOf(uuid), vcpus, memoryMiB, now };
  }

  #count(at: number): void {
    this.#sample++;
    this.#samples = [...this.#samples.slice(1 - LIVE_SAMPLES), { number: this.#sample, at }];
  }

  #averages(slot: number): Ended {
    const domains = new Map<string, Usage>();
    for (const [uuid, series] of this.#domains) {
      const usage = series.average(slot);
      if (usage !== null) domains.set(uuid, usage);
    }
    return { slot, host: this.#host.average(slot), domains };
  }

  /** Null when there are too many domains and all of them are running. */
  #seriesOf(uuid: string): Series | null {
    const known = this.#domains.get(uuid);
    if (known !== undefined) return known;
    if (this.#domains.size >= MAX_DOMAINS && !this.#makeRoom()) return null;
    const series = new Series();
    this.#domains.set(uuid, series);
    return series;
  }

  #makeRoom(): boolean {
    const stopped = [...this.#domains].filter(([uuid]) => !this.#running.has(uuid));
    const [oldest] = stopped.toSorted(([, one], [, other]) => one.lastSlot - other.lastSlot);
    return oldest !== undefined && this.#domains.delete(oldest[0]);
  }

  /** What has not run for a day has nothing to show. */
  #forgetUnseen(slot: number): void {
    for (const [uuid, series] of this.#domains)
      if (series.lastSlot <= slot - DAY_SLOTS) this.#domains.delete(uuid);
  }
}
