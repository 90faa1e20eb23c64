import { type NodeState } from '../../../lib/contract/node.ts';
import { type DomainFacts, type DomainHint, type HypervisorHost } from '../../hypervisor/api.ts';
import { type Boots } from '../boots/boots.ts';
import { type Context } from '../context.ts';
import { type NodeBook, type NodeRecord } from '../nodes/book.ts';
import { Turns } from '../turns.ts';
import { type Adoption } from './adoption.ts';

/** There is a QEMU behind these. */
const ON: ReadonlySet<NodeState> = new Set<NodeState>([
  'running',
  'blocked',
  'paused',
  'shutdown',
  'suspended',
]);

/**
 * What libvirt has, as it is and not as we left it. An event is only a hint: the domain is then read again. After
 * every connect the whole list is read, by the same function, so that nothing is missed that happened in between.
 */
export class Inventory {
  readonly #context: Context;
  readonly #book: NodeBook;
  readonly #boots: Boots;
  readonly #adoption: Adoption;
  readonly #turns = new Turns();
  readonly #unsubscribe: (() => void)[] = [];
  readonly #read = new Set<string>();

  constructor(context: Context, book: NodeBook, boots: Boots, adoption: Adoption) {
    this.#context = context;
    this.#book = book;
    this.#boots = boots;
    this.#adoption = adoption;
  }

  open(): void {
    for (const host of this.#context.hosts.values()) {
      this.#unsubscribe.push(
        host.onDomain((hint) => this.#quietly(host, () => this.#hint(host, hint))),
        host.onConnected(() => this.#quietly(host, () => this.list(host))),
        host.onHost((object) => this.#context.bus.emit({ kind: 'host', object })),
      );
      if (host.host.state === 'connected') this.#quietly(host, () => this.list(host));
    }
  }

  /** Whether a host's list was ever read; before, nothing is known of its nodes. */
  hasRead(host: string): boolean {
    return this.#read.has(host);
  }

  /** Reads a host's whole list. */
  async list(host: HypervisorHost): Promise<void> {
    const domains = await host.listDomains();
    const found = new Map(domains.map((facts) => [facts.uuid, facts]));
    for (const facts of domains) await this.#adoption.consider(host, facts);
    const ours = this.#book.all().filter(({ row }) => row.host === host.name);
    await Promise.all(
      ours.map((record) => this.#apply(record, () => Promise.resolve(found.get(record.row.uuid) ?? null))),
    );
    this.#read.add(host.name);
  }

  /** Reads one domain again. */
  async look(hostName: string, uuid: string): Promise<void> {
    const host = this.#context.hosts.get(hostName);
    const record = this.#book.byUuid(hostName, uuid);
    if (host === undefined || record === undefined) return;
    await this.#apply(record, () => host.domain(uuid));
  }

  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#turns.idle();
  }

  async #hint(host: HypervisorHost, hint: DomainHint): Promise<void> {
    if (this.#book.byUuid(host.name, hint.uuid) === undefined) {
      const facts = await host.domain(hint.uuid);
      if (facts !== null) await this.#adoption.consider(host, facts);
    }
    const record = this.#book.byUuid(host.name, hint.uuid);
    if (record === undefined) return;
    const { id } = record.row;
    if (hint.edge === 'stopped' || hint.edge === 'crashed') {
      // At once, so that nobody has to wait for the last bytes of its log to see that it is off.
      this.#note(record, await host.domain(hint.uuid));
      await this.#turns.take(id, () =>
        this.#boots.stopped(id, hint.edge === 'crashed' ? 'crashed' : hint.detail),
      );
    }
    if (hint.edge === 'suspended') this.#boots.hear(id, { says: 'paused' });
    if (hint.edge === 'resumed') this.#boots.hear(id, { says: 'resumed' });
    if (hint.edge === 'rebooted') this.#boots.hear(id, { says: 'restarted' });
    await this.#apply(record, () => host.domain(hint.uuid));
  }

  #apply(record: NodeRecord, read: () => Promise<DomainFacts | null>): Promise<void> {
    const { id } = record.row;
    return this.#turns.take(id, async () => {
      const facts = await read();
      this.#note(record, facts);
      // A create or start that is under way attaches its readers itself, before it lets the machine run.
      if (facts !== null && ON.has(facts.state)) await this.#boots.ensure(id);
      else await this.#boots.ended(id, facts?.reason ?? 'unknown');
    });
  }

  #note(record: NodeRecord, facts: DomainFacts | null): void {
    const state = facts?.state ?? 'no domain';
    this.#book.note(record.row.id, { state });
  }

  /** Nobody waits for it; the next connect lists everything again. */
  #quietly(host: HypervisorHost, work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.#context.logger.warn({ host: host.name, err: error }, 'the inventory could not be read');
    });
  }
}
