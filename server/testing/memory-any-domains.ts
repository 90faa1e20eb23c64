/* oxlint-disable typescript/require-await -- the interface is made of promises, memory answers at once */
import { ConsoleError } from '../../lib/contract/error.ts';
import type { DomainAction } from '../../lib/contract/host-domain.ts';
import type { NodeState } from '../../lib/contract/node-state.ts';
import type {
  AnyDomain,
  AnyDomains,
  AnySnapshots,
  DomainEvent,
  DomainFacts,
  HostOrphan,
  HostOrphans,
  NodeMetadata,
} from '../hypervisor/api.ts';
import type { Duplex } from 'node:stream';

const AFTER: Readonly<Record<DomainAction, readonly [NodeState, DomainEvent['lifecycle']]>> = {
  start: ['running', 'started'],
  shutdown: ['shut off', 'stopped'],
  stop: ['shut off', 'stopped'],
  reboot: ['running', 'rebooted'],
  reset: ['running', 'rebooted'],
  pause: ['paused', 'suspended'],
  resume: ['running', 'resumed'],
  save: ['saved', 'stopped'],
};

const described = {
  ...{ title: null, description: null, madeBy: null, machine: null, firmware: null },
  ...{
    serialPorts: 1,
    ports: [{ label: 'ttyS0', refusal: null }],
    displays: ['vnc'],
    disks: [],
    interfaces: [],
    pending: false,
  },
};

/** The host that it is about. */
interface Of {
  readonly facts: Map<string, DomainFacts>;
  readonly become: (uuid: string, state: NodeState, lifecycle: DomainEvent['lifecycle']) => void;
  readonly consoles: { readonly openSerial: (uuid: string, port: number) => Promise<Duplex> };
}

/** Every domain of a host in memory. */
export class MemoryAnyDomains implements AnyDomains {
  readonly #host: Of;

  constructor(host: Of) {
    this.#host = host;
  }

  /** One that somebody else made. */
  add(name: string, uuid: string): void {
    const facts = { id: null, state: 'shut off', reason: 'unknown', metadata: null } as const;
    this.#host.facts.set(uuid, { name, uuid, ...facts });
  }

  /** Somebody undefines it. */
  vanish(uuid: string): void {
    this.#host.become(uuid, 'shut off', 'undefined');
    this.#host.facts.delete(uuid);
  }

  async list(): Promise<AnyDomain[]> {
    return [...this.#host.facts.values()].map(rowOf);
  }

  async row(uuid: string): Promise<AnyDomain | null> {
    const facts = this.#host.facts.get(uuid);
    return facts === undefined ? null : rowOf(facts);
  }

  async get(domain: string) {
    return { ...rowOf(this.#find(domain)), ...described };
  }

  async xml(domain: string): Promise<string> {
    return `<domain><name>${this.#find(domain).name}</name></domain>`;
  }

  async act(domain: string, action: DomainAction): Promise<void> {
    this.#host.become(this.#find(domain).uuid, ...AFTER[action]);
  }

  async mark(domain: string, metadata: NodeMetadata | null): Promise<void> {
    const found = this.#find(domain);
    this.#host.facts.set(found.uuid, { ...found, metadata });
  }

  async removal(domain: string) {
    const { name } = this.#find(domain);
    return { refusal: null, items: [{ kind: 'domain' as const, name }], disks: [] };
  }

  async remove(domain: string) {
    this.#host.facts.delete(this.#find(domain).uuid);
    return { disks: [] };
  }

  readonly snapshots: AnySnapshots = {
    list: async (domain) => (this.#find(domain), []),
    xml: async (domain) => this.#noSnapshot(domain),
    take: async (domain) => void this.#find(domain),
    revert: async (domain) => this.#noSnapshot(domain),
    delete: async (domain) => this.#noSnapshot(domain),
  };

  async openSerial(domain: string, port: number) {
    return this.#host.consoles.openSerial(this.#find(domain).uuid, port);
  }

  #noSnapshot(domain: string): never {
    throw new ConsoleError('not-found', `${this.#find(domain).name} has no such snapshot.`);
  }

  #find(domain: string): DomainFacts {
    const found =
      this.#host.facts.get(domain) ?? [...this.#host.facts.values()].find(({ name }) => name === domain);
    if (found !== undefined) return found;
    throw new ConsoleError('not-found', `The host has no domain "${domain}".`);
  }
}

const rowOf = ({ name, uuid, state, reason }: DomainFacts): AnyDomain => ({
  ...{ name, uuid, state, reason },
  ...{ vcpus: 1, memoryMiB: 512, persistent: true, autostart: false },
});

/** What belongs to nobody on a host in memory. */
export class MemoryOrphans implements HostOrphans {
  readonly all: HostOrphan[] = [];
  beforeRemoval = (_orphan: HostOrphan): Promise<void> => Promise.resolve();

  async find() {
    return { orphans: [...this.all], unseen: null };
  }

  async remove(orphan: HostOrphan): Promise<void> {
    await this.beforeRemoval(orphan);
    this.all.splice(this.all.indexOf(orphan), 1);
  }
}
