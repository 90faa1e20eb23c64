import type { DomainDeleted, DomainRemoval } from '../../../lib/contract/domain-removal.ts';
import {
  type DomainAction,
  domainQuery,
  type HostDomain,
  type HostDomainDetail,
  type HostDomainList,
} from '../../../lib/contract/host-domain.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { parseDomainAddress } from '../../../lib/domain/names.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { domainsOf } from '../../../lib/report/domain-list.ts';
import type { AnyDomain } from '../../hypervisor/api.ts';
import type { Actor } from '../api.ts';
import { type Context, hostNamed } from '../context.ts';
import type { DomainsSection } from './api.ts';
import { DomainConsoles } from './domain-consoles.ts';
import { DomainList, type ListChange } from './domain-list.ts';
import { DomainSnapshots } from './domain-snapshots.ts';
import type { NodeRegistry } from '../nodes/registry.ts';

/**
 * The domains of the hosts, whoever made them. Those that are not nodes are known by host and UUID, and only as libvirt
 * describes them: nothing about them is stored, and the lists in memory follow libvirt's events.
 */
export class AnyDomains implements DomainsSection {
  readonly snapshots: DomainSnapshots;
  readonly consoles: DomainConsoles;
  readonly #context: Pick<Context, 'hosts' | 'bus'>;
  readonly #registry: NodeRegistry;
  /** By host. */
  readonly #lists = new Map<string, DomainList>();

  constructor(context: Pick<Context, 'hosts' | 'bus' | 'logger'>, registry: NodeRegistry) {
    this.consoles = new DomainConsoles(context, this);
    this.#context = context;
    this.#registry = registry;
    this.snapshots = new DomainSnapshots(context, this);
  }

  async list(host: string, query = domainQuery.parse({})): Promise<HostDomainList> {
    const rows = await this.#listOf(host).all();
    const ours = this.#registry.all().filter(({ row }) => row.host === host);
    const nodes = new Map(ours.map(({ row }) => [row.uuid, row.id]));
    const all = rows.map((each) => ({ host, ...each, node: nodes.get(each.uuid) ?? null }));
    const found = domainsOf(all, query);
    const { offset, limit = found.length } = query;
    return { domains: found.slice(offset, offset + limit), total: found.length };
  }

  async get(host: string, domain: string): Promise<HostDomainDetail> {
    const found = await hostNamed(this.#context, host).anyDomains.get(domain);
    return { host, ...found, node: this.#nodeOf(host, found.uuid) };
  }

  xml(host: string, domain: string, which: 'present' | 'next', actor: Actor): Promise<string> {
    requirePermission(actor, 'domains.use');
    return hostNamed(this.#context, host).anyDomains.xml(domain, which);
  }

  async act(host: string, domain: string, action: DomainAction, actor: Actor): Promise<HostDomain | null> {
    requirePermission(actor, 'domains.use');
    const { uuid } = await this.requireOther(host, domain);
    const { anyDomains } = hostNamed(this.#context, host);
    await anyDomains.act(uuid, action);
    const row = await this.#listOf(host).one(uuid);
    return row === null ? null : this.#known(host, row);
  }

  removal(host: string, domain: string): Promise<DomainRemoval> {
    return hostNamed(this.#context, host).anyDomains.removal(domain);
  }

  async remove(
    host: string,
    domain: string,
    { confirm, disks }: { readonly confirm: string; readonly disks: readonly string[] },
    actor: Actor,
  ): Promise<DomainDeleted> {
    requirePermission(actor, 'domains.write');
    const { uuid, name } = await this.requireOther(host, domain);
    if (confirm !== name)
      throw new ConsoleError('invalid', `The deletion of "${name}" is not confirmed.`, {
        ...{ fix: `Repeat its name: ${name}`, errors: [{ field: 'confirm', message: 'repeat the name' }] },
      });
    const deleted = await hostNamed(this.#context, host).anyDomains.remove(uuid, disks);
    this.changed(host, uuid);
    return deleted;
  }

  async atAddress(address: string): Promise<HostDomainDetail> {
    const parsed = parseDomainAddress(address);
    if (parsed === null) throw new ConsoleError('not-found', `"${address}" is not the address of a domain.`);
    return this.requireOther(parsed.host, parsed.domain);
  }

  /** Throws `conflict` for a node, whose operations go another way. */
  async requireOther(host: string, domain: string): Promise<HostDomainDetail> {
    const found = await this.get(host, domain);
    if (found.node === null) return found;
    throw new ConsoleError('conflict', `${found.name} is a node of this console.`, {
      fix: 'Use it as a node: its operations are recorded, and its serial ports have a log.',
    });
  }

  /** That domain of the host changed, or null: any of them may have. */
  changed(host: string, uuid: string | null): void {
    if (this.#context.hosts.has(host)) this.#listOf(host).touched(uuid);
  }

  close(): void {
    this.consoles.close();
    for (const list of this.#lists.values()) list.close();
    this.#lists.clear();
  }

  /** Of the host that has that name now. */
  #listOf(name: string): DomainList {
    const host = hostNamed(this.#context, name);
    const known = this.#lists.get(name);
    if (known?.host === host) return known;
    known?.close();
    const list = new DomainList(host, (change) => this.#report(name, change));
    this.#lists.set(name, list);
    return list;
  }

  #report(host: string, change: ListChange): void {
    const now = change && {
      domains: change.domains.map((each) => this.#known(host, each)),
      removed: [...change.removed],
    };
    this.#context.bus.emit({ kind: 'domains', object: { host, now } });
  }

  #known = (host: string, domain: AnyDomain): HostDomain => ({
    host,
    ...domain,
    node: this.#nodeOf(host, domain.uuid),
  });

  #nodeOf(host: string, uuid: string): string | null {
    return this.#registry.byUuid(host, uuid)?.row.id ?? null;
  }
}
