import type { Capacity, Host } from '../../../lib/contract/host.ts';
import type { HostResources } from '../../../lib/contract/host-resources.ts';
import { capacityFor } from '../../../lib/domain/capacity.ts';
import { type Context, hostNamed } from '../context.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Templates } from '../templates/templates.ts';

/** The current state of the hosts. */
export class Hosts {
  readonly #context: Pick<Context, 'hosts'>;
  readonly #inventory: Inventory;
  readonly #templates: Templates;

  constructor(context: Pick<Context, 'hosts'>, inventory: Inventory, templates: Templates) {
    this.#context = context;
    this.#inventory = inventory;
    this.#templates = templates;
  }

  async list(): Promise<Host[]> {
    return Promise.resolve(this.#all());
  }

  async get(name: string): Promise<Host> {
    return Promise.resolve(hostNamed(this.#context, name).status);
  }

  resources(name: string): Promise<HostResources> {
    return hostNamed(this.#context, name).resources();
  }

  /** How many nodes of each template would fit on each host. */
  async capacity(): Promise<Capacity[]> {
    const capacities = this.#all().flatMap((host) =>
      this.#templates.latest().map((template) => capacityFor(host, template.name, template)),
    );
    return Promise.resolve(capacities);
  }

  /** Whether at least one host answers and its nodes are known. */
  isAnyReady(): boolean {
    return this.#all().some(({ name, state }) => state === 'connected' && this.#inventory.hasRead(name));
  }

  #all(): Host[] {
    return [...this.#context.hosts.values()].map(({ status }) => status);
  }
}
