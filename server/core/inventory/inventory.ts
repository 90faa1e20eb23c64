import { setTimeout as pause } from 'node:timers/promises';
import type { NodeState } from '../../../lib/contract/node.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { DomainFacts, DomainEvent, HypervisorHost, ListedDomain } from '../../hypervisor/api.ts';
import type { Boots } from '../boots/boots.ts';
import { allEnded } from '../all-ended.ts';
import type { Context } from '../context.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { AnyDomains } from '../domains/domains.ts';
import type { Adoption } from './adoption.ts';

type Listed = ReadonlyMap<string, ListedDomain>;

/** Pause after a list failed although the host is connected: the console's own disk may be full. */
const RETRY_MS = 2_000;

/**
 * Reads the actual state of libvirt. An event is only a hint: the domain is then read again. After every connect the
 * whole list is read, by the same function, so that nothing in between is missed.
 */
export class Inventory {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #boots: Boots;
  readonly #adoption: Adoption;
  readonly #domains: Pick<AnyDomains, 'changed'>;
  readonly #mutex = new KeyedMutex();
  readonly #events = new KeyedMutex();
  #unsubscribe: () => void = () => undefined;
  readonly #read = new Set<string>();
  /** By host: why domains of this console could not be adopted, such as a node of the same name. */
  readonly #refused = new Map<string, string[]>();
  readonly #listing = new Set<Promise<void>>();
  readonly #closed = new AbortController();

  constructor({
    context,
    registry,
    boots,
    adoption,
    domains,
  }: {
    readonly context: Context;
    readonly registry: NodeRegistry;
    readonly boots: Boots;
    readonly adoption: Adoption;
    readonly domains: Pick<AnyDomains, 'changed'>;
  }) {
    this.#context = context;
    this.#registry = registry;
    this.#boots = boots;
    this.#adoption = adoption;
    this.#domains = domains;
  }

  open(): void {
    this.#unsubscribe = this.#context.bus.on((change) => {
      if (change.kind !== 'node' || change.object.deletedAt === null) return;
      const host = this.#context.hosts.get(change.object.host);
      if (host !== undefined && this.#refused.has(host.name)) this.#keepListing(host);
    });
  }

  follow(host: HypervisorHost): () => void {
    host.countDisksOf(() => this.#nodesOf(host).map(({ row }) => row.uuid));
    const ends = [
      // In order of arrival: a start that follows a stop must not be handled before it.
      host.onDomain((event) => {
        this.#domains.changed(host.name, event.uuid);
        void this.#quietly(host, () =>
          this.#events.run(`${host.name} ${event.uuid}`, () => this.#event(host, event)),
        );
      }),
      host.onConnected(() => {
        this.#domains.changed(host.name, null);
        this.#keepListing(host);
      }),
      host.onStatus((object) => this.#context.bus.emit({ kind: 'host', object })),
    ];
    if (host.status.state === 'connected') this.#keepListing(host);
    return () => {
      for (const end of ends) end();
      this.#read.delete(host.name);
      this.#refused.delete(host.name);
    };
  }

  /** Whether a host's list has been read; before that, nothing is known about its nodes. */
  hasRead(host: string): boolean {
    return this.#read.has(host);
  }

  /** Reads a host's whole list. */
  async list(host: HypervisorHost): Promise<void> {
    const found = new Map((await host.domains.list()).map((listed) => [listed.uuid, listed]));
    const known = this.#nodesOf(host);
    try {
      await allEnded([this.#applyAll(host, known, found), this.#adopt(host, known, found)]);
    } finally {
      // A failure with one node does not affect the others.
      this.#read.add(host.name);
    }
  }

  #nodesOf = (host: HypervisorHost) => this.#registry.all().filter(({ row }) => row.host === host.name);

  /** Domains that are not nodes yet: whether they are is in their metadata, which takes libvirt a call for each. */
  async #adopt(host: HypervisorHost, known: readonly NodeRecord[], found: Listed): Promise<void> {
    const others = await host.domains.others(new Set(known.map(({ row }) => row.uuid)));
    this.#refused.delete(host.name);
    for (const facts of others) await this.#consider(host, facts);
    this.#remark(host);
    const before = new Set(known.map(({ row }) => row.id));
    await this.#applyAll(
      host,
      this.#nodesOf(host).filter(({ row }) => !before.has(row.id)),
      found,
    );
  }

  async #applyAll(host: HypervisorHost, nodes: readonly NodeRecord[], found: Listed): Promise<void> {
    await allEnded(
      nodes.map(({ row: { id, uuid } }) => this.#apply(id, () => this.#since(host, found.get(uuid), id))),
    );
  }

  /** Reads one domain again. */
  async look(hostName: string, uuid: string): Promise<void> {
    const host = this.#context.hosts.get(hostName);
    const record = this.#registry.byUuid(hostName, uuid);
    if (host === undefined || record === undefined) return;
    await this.#apply(record.row.id, () => host.domains.get(uuid));
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#closed.abort();
    await Promise.all(this.#listing);
    await this.#events.idle();
    await this.#mutex.idle();
  }

  async #event(host: HypervisorHost, event: DomainEvent): Promise<void> {
    if (this.#registry.byUuid(host.name, event.uuid) === undefined) {
      const facts = await host.domains.get(event.uuid);
      if (facts !== null) await this.#consider(host, facts);
    }
    const record = this.#registry.byUuid(host.name, event.uuid);
    if (record === undefined) return;
    const { id } = record.row;
    if (event.lifecycle === 'stopped' || event.lifecycle === 'crashed') {
      // Immediately, so that the state is shown before the last bytes of the log have been read.
      const facts = await host.domains.get(event.uuid);
      this.#note(id, facts);
      // The event does not distinguish a managed save from `virsh save FILE`.
      const stopped = facts?.state === 'shut off' ? facts.reason : event.detail;
      const reason =
        event.lifecycle === 'crashed' ? 'crashed' : event.detail === 'saved' ? stopped : event.detail;
      await this.#mutex.run(id, () => this.#boots.stopped(id, reason));
    }
    if (event.lifecycle === 'rebooted') this.#boots.reportedByLibvirt(id, { status: 'restarted' });
    await this.#apply(id, () => host.domains.get(event.uuid));
  }

  async #consider(host: HypervisorHost, facts: DomainFacts): Promise<void> {
    const reason = await this.#adoption.consider(host, facts);
    if (reason === null) return;
    this.#refused.set(host.name, [...new Set([...(this.#refused.get(host.name) ?? []), reason])]);
    this.#remark(host);
  }

  /** Shown as a check of the host. */
  #remark(host: HypervisorHost): void {
    const reasons = this.#refused.get(host.name);
    const fix =
      'Correct or rename the domain (virsh edit, virsh domrename), or remove it if it is not wanted.';
    const reason = `nodes of this console that cannot be adopted: ${reasons?.join('; ') ?? ''}`;
    host.setCheck(
      'adoption',
      reasons === undefined ? null : { title: 'Adoption of nodes', status: 'warn', reason, fix },
    );
  }

  /**
   * Since the list was read this node may have been created, started or stopped. The list is believed only if nothing
   * is known of the node yet, or if it agrees with what is known.
   */
  #since(host: HypervisorHost, listed: ListedDomain | undefined, id: string): Promise<ListedDomain | null> {
    const facts = listed ?? null;
    const record = this.#registry.find(id);
    if (record === undefined) return Promise.resolve(facts);
    const differs = record.state !== 'no state' && record.state !== stateOf(facts);
    const hasSession = this.#boots.progress(id) !== undefined;
    return differs || hasSession !== isOn(stateOf(facts))
      ? host.domains.get(record.row.uuid)
      : Promise.resolve(facts);
  }

  #apply(id: string, read: () => Promise<ListedDomain | null>): Promise<void> {
    return this.#mutex.run(id, async () => {
      const facts = await read();
      this.#note(id, facts);
      if (facts !== null) await this.#rename(id, facts.name);
      // A running create or start attaches its readers itself, before it resumes the machine.
      if (facts !== null && isOn(facts.state)) {
        await this.#boots.ensure(id);
        this.#boots.reportedByLibvirt(id, { status: powerStatus(facts) });
      } else await this.#boots.ended(id, facts?.reason ?? 'unknown');
    });
  }

  /** Renaming a domain renames the node. Two nodes that swapped names are renamed one after the other. */
  async #rename(id: string, name: string): Promise<void> {
    const { row } = this.#registry.find(id) ?? {};
    if (row === undefined || row.name === name) return;
    const other = this.#registry.all().find((each) => each.row.name === name)?.row;
    if (other !== undefined) {
      const facts = await this.#context.hosts.get(other.host)?.domains.get(other.uuid);
      if (facts?.name === name && other.host !== row.host) return;
      // It has another name by now and is read below.
      await this.#registry.write(other.id, { name: other.uuid, files: other.files ?? other.name });
    }
    // Its files keep the name that they have.
    await this.#registry.write(id, { name, files: row.files ?? row.name });
    this.#context.logger.info({ node: id, from: row.name, to: name }, 'a node was renamed on its host');
    if (other !== undefined) void this.look(other.host, other.uuid);
  }

  #note(id: string, facts: ListedDomain | null): void {
    this.#registry.update(id, { state: stateOf(facts) });
  }

  /** Retries until the list was read once or the host is away; the next connect begins again. */
  #keepListing(host: HypervisorHost): void {
    const keep = async (): Promise<void> => {
      while (!(await this.#quietly(host, () => this.list(host)))) {
        await pause(RETRY_MS, undefined, { signal: this.#closed.signal }).catch(() => undefined);
        if (this.#closed.signal.aborted || host.status.state !== 'connected') return;
        if (this.#context.hosts.get(host.name) !== host) return;
      }
    };
    const listing = keep().finally(() => this.#listing.delete(listing));
    this.#listing.add(listing);
  }

  /** Logs failures; returns false if it failed. */
  async #quietly(host: HypervisorHost, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#context.logger.warn({ host: host.name, err: error }, 'the inventory could not be read');
      return false;
    }
  }
}

const stateOf = (facts: ListedDomain | null): NodeState => facts?.state ?? 'no domain';

/** QEMU pauses a machine by itself only when its storage is full; any other error it reports to the guest. */
function powerStatus({ state, reason }: ListedDomain): 'paused' | 'storage-full' | 'resumed' {
  if (state === 'paused' && reason === 'ioerror') return 'storage-full';
  return state === 'paused' || state === 'suspended' ? 'paused' : 'resumed';
}
