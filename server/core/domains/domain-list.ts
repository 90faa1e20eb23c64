import { byName } from '../../../lib/report/domain-list.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { AnyDomain, HypervisorHost } from '../../hypervisor/api.ts';

/** Several events arrive together, a start alone causes three: the first is looked at at once, the others with the next look. */
const GATHER_MS = 50;
/** More changes at once than this are read with the whole list. */
const AT_ONCE = 100;
/** libvirt has no event for some changes, such as that of autostart: an older list is answered and read again, */
const FRESH_MS = 5_000;
/** and one that is older than this is not answered. */
const USABLE_MS = 60_000;
/** It follows events as long as somebody asks. */
const FOLLOWED_MS = 10 * 60_000;

type Rows = ReadonlyMap<string, AnyDomain>;

/** Domains that changed, and UUIDs of those that are gone; null: too much to say, the list must be read again. */
export type ListChange = {
  readonly domains: readonly AnyDomain[];
  readonly removed: readonly string[];
} | null;

/**
 * The domains of one host as they were last read, kept current by libvirt's events: a change costs the calls for one
 * domain, however many there are. Reads run one at a time, so that none overwrites what a later one found.
 */
export class DomainList {
  readonly host: HypervisorHost;
  readonly #report: (change: ListChange) => void;
  readonly #reads = new KeyedMutex();
  readonly #touched = new Set<string>();
  #rows: Rows | null = null;
  #readAt = 0;
  #askedAt = 0;
  #lookedAt = -GATHER_MS;
  #isRenewing = false;
  #soon: NodeJS.Timeout | undefined;

  constructor(host: HypervisorHost, report: (change: ListChange) => void) {
    this.host = host;
    this.#report = report;
  }

  /** By name. */
  async all(): Promise<readonly AnyDomain[]> {
    const now = performance.now();
    this.#askedAt = now;
    const isConnected = this.host.status.state === 'connected';
    if (this.#rows === null || !isConnected || now - this.#readAt > USABLE_MS) return this.#read(now);
    if (now - this.#readAt > FRESH_MS) void this.#renew();
    return [...this.#rows.values()];
  }

  /** One of them, read now. */
  one(uuid: string): Promise<AnyDomain | null> {
    return this.#reads.run('', () => this.host.anyDomains.row(uuid));
  }

  /** Something happened to that domain, or null: to any. Reported at most every 50 ms. */
  touched(uuid: string | null): void {
    if (uuid === null) this.#rows = null;
    else this.#touched.add(uuid);
    const wait = Math.max(0, this.#lookedAt + GATHER_MS - performance.now());
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#lookedAt = performance.now();
      void this.#reads.run('', () => this.#look());
    }, wait);
  }

  close(): void {
    clearTimeout(this.#soon);
  }

  /** Callers that wait for the same read share it. */
  #read(since: number): Promise<readonly AnyDomain[]> {
    return this.#reads.run('', async () => {
      const rows = this.#rows === null || this.#readAt < since ? await this.#fetch() : this.#rows;
      return [...rows.values()];
    });
  }

  /** Reads it again and reports what no event has told. Whoever asks later is told why that fails. */
  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      await this.#reads.run('', async () => {
        const before = this.#rows;
        if (before === null) return;
        const { domains, removed } = difference(before, await this.#fetch());
        if (domains.length + removed.length > 0) this.#report({ domains, removed });
      });
    } catch {
      // The list that is there gets too old to be used.
    } finally {
      this.#isRenewing = false;
    }
  }

  async #fetch(): Promise<Rows> {
    const begun = performance.now();
    const found = await this.host.anyDomains.list();
    const rows = inOrder(found, this.#rows);
    this.#rows = rows;
    this.#readAt = begun;
    return rows;
  }

  async #look(): Promise<void> {
    const uuids = [...this.#touched];
    this.#touched.clear();
    const isFollowed = performance.now() - this.#askedAt < FOLLOWED_MS && uuids.length <= AT_ONCE;
    const change = isFollowed ? await this.#readAgain(uuids).catch(() => null) : null;
    if (change === null) this.#rows = null;
    this.#report(change);
  }

  /** Null without a list, or when a connection was made anew meanwhile. */
  async #readAgain(uuids: readonly string[]): Promise<ListChange> {
    const before = this.#rows;
    if (before === null) return null;
    const found = await Promise.all(uuids.map((uuid) => this.host.anyDomains.row(uuid)));
    if (this.#rows !== before) return null;
    const domains = found.filter((row) => row !== null);
    const there = new Set(domains.map(({ uuid }) => uuid));
    const removed = uuids.filter((uuid) => !there.has(uuid));
    const now = new Map(before);
    for (const uuid of removed) now.delete(uuid);
    for (const row of domains) now.set(row.uuid, row);
    this.#rows = inOrder([...now.values()], null);
    return { domains, removed };
  }
}

/** By name; from the order in which they were, where sorting them is cheapest. */
function inOrder(found: readonly AnyDomain[], before: Rows | null): Rows {
  const now = new Map(found.map((each) => [each.uuid, each]));
  const known = [...(before?.keys() ?? [])].flatMap((uuid) => now.get(uuid) ?? []);
  const added = before === null ? found : found.filter(({ uuid }) => !before.has(uuid));
  return new Map(byName([...known, ...added]).map((each) => [each.uuid, each]));
}

function difference(before: Rows, now: Rows): NonNullable<ListChange> {
  const domains = [...now.values()].filter((row) => !isSame(before.get(row.uuid), row));
  return { domains, removed: [...before.keys()].filter((uuid) => !now.has(uuid)) };
}

/** All of their values are words and numbers, in the same order. */
function isSame(one: AnyDomain | undefined, other: AnyDomain): boolean {
  const before = Object.values(one ?? {});
  return Object.values(other).every((value, index) => value === before[index]);
}
