import type { DomainAction, HostDomain, HostDomainDetail } from '../../../lib/contract/host-domain.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { parseDomainAddress } from '../../../lib/domain/domain-address.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { Actor, Core } from '../api.ts';
import { type Context, hostNamed } from '../context.ts';
import { DomainConsoles } from './domain-consoles.ts';
import type { NodeRegistry } from '../nodes/registry.ts';

type Section = Core['domains'];

/** Several events arrive together: a start alone causes three. */
const GATHER_MS = 50;

/**
 * The domains of the hosts, whoever made them. Those that are not nodes are known by host and UUID, and only as libvirt
 * describes them now: nothing about them is stored.
 */
export class AnyDomains implements Section {
  readonly consoles: DomainConsoles;
  readonly #context: Pick<Context, 'hosts' | 'bus'>;
  readonly #registry: NodeRegistry;
  readonly #soon = new Map<string, NodeJS.Timeout>();

  constructor(context: Pick<Context, 'hosts' | 'bus' | 'logger'>, registry: NodeRegistry) {
    this.consoles = new DomainConsoles(context, this);
    this.#context = context;
    this.#registry = registry;
  }

  async list(host: string): Promise<HostDomain[]> {
    const found = await hostNamed(this.#context, host).anyDomains.list();
    return found.map((each) => ({ host, ...each, node: this.#nodeOf(host, each.uuid) }));
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
    return (await this.list(host)).find((each) => each.uuid === uuid) ?? null;
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

  /** Reports that the domains of a host changed, at most every 50 ms. */
  changed(host: string): void {
    if (this.#soon.has(host)) return;
    const timer = setTimeout(() => {
      this.#soon.delete(host);
      this.#context.bus.emit({ kind: 'domains', object: { host } });
    }, GATHER_MS);
    this.#soon.set(host, timer);
  }

  close(): void {
    this.consoles.close();
    for (const timer of this.#soon.values()) clearTimeout(timer);
    this.#soon.clear();
  }

  #nodeOf(host: string, uuid: string): string | null {
    return this.#registry.byUuid(host, uuid)?.row.id ?? null;
  }
}
