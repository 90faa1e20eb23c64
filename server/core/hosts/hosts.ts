import { randomUUID } from 'node:crypto';
import type { Host } from '../../../lib/contract/host.ts';
import type { HostCheckStep } from '../../../lib/contract/host-check.ts';
import type { HostRemoval, HostRequest } from '../../../lib/contract/host-settings.ts';
import type { HostResources } from '../../../lib/contract/host-resources.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import {
  type HostUri,
  hostUri,
  knownHostsFile,
  openHypervisorHost,
  removeKnownHosts,
  writeKnownHosts,
} from '../../hypervisor/index.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Actor } from '../api.ts';
import type { Boots } from '../boots/boots.ts';
import { type Context, hostNamed } from '../context.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { checkHost } from './check.ts';
import { checkSimulatorAddress } from './own-addresses.ts';
import { busyNodes, inUse, nameTaken, partOfConsole, uriFixed } from './refusals.ts';

/** A part of core that follows every host from its addition to its removal. */
interface HostFollower {
  /** Returns a function that ends it. */
  follow(host: HypervisorHost): () => void;
}

export interface HostsParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly inventory: Inventory;
  /** The same map as the context's, which others only read. */
  readonly hosts: Map<string, HypervisorHost>;
  /** In the order in which they learn of a host. */
  readonly followers: readonly HostFollower[];
  readonly boots: Pick<Boots, 'detach' | 'abandon'>;
}

/** The built-in host, and those that people added, which are stored in the database. */
export class Hosts {
  readonly #parts: HostsParts;
  readonly #context: Context;
  readonly #builtIn: ReadonlySet<string>;
  readonly #following = new Map<string, readonly (() => void)[]>();
  /** By name. */
  readonly #mutex = new KeyedMutex();

  constructor(parts: HostsParts) {
    this.#parts = parts;
    this.#context = parts.context;
    this.#builtIn = new Set(parts.hosts.keys());
  }

  /** Begins to connect to those of the database; waits for none. */
  async load(): Promise<void> {
    for (const { name, uri, settings } of await this.#context.database.hosts.list()) {
      await this.#rememberKeys(name, settings);
      if (this.#builtIn.has(name)) this.#parts.hosts.get(name)?.configure(settings);
      else this.#connect({ name, uri, settings });
    }
  }

  /** Followers learn of all hosts. */
  open(): void {
    for (const host of this.#parts.hosts.values()) this.#follow(host);
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

  /** Whether at least one host answers and its nodes are known. */
  isAnyReady(): boolean {
    return this.#all().some(
      ({ name, state }) => state === 'connected' && this.#parts.inventory.hasRead(name),
    );
  }

  /** Does not wait for a connection: its state tells how that went. */
  add(request: HostRequest, actor: Actor): Promise<Host> {
    requirePermission(actor, 'hosts.write');
    return this.#mutex.run(request.name, async () => {
      if (this.#parts.hosts.has(request.name)) throw nameTaken(request.name);
      hostUri(request.uri);
      checkSimulatorAddress(request.settings);
      await this.#context.database.hosts.save({ ...request, createdAt: this.#context.now() });
      await this.#rememberKeys(request.name, request.settings);
      return this.#use(request);
    });
  }

  /** Everything but the name can change. Another URI means another connection to what should be the same machine. */
  edit(request: HostRequest, actor: Actor): Promise<Host> {
    requirePermission(actor, 'hosts.write');
    const { name, uri, settings } = request;
    return this.#mutex.run(name, async () => {
      const host = hostNamed(this.#context, name);
      if (uri !== host.uri && this.#builtIn.has(name)) throw uriFixed(name, host.uri);
      hostUri(uri);
      checkSimulatorAddress(settings);
      const { database } = this.#context;
      await database.hosts.save({ ...request, createdAt: this.#context.now() });
      await this.#rememberKeys(name, settings);
      if (uri === host.uri) {
        host.configure(settings);
        return host.status;
      }
      // What was probed is true of the machine that it was probed on.
      await database.hosts.saveProbe(name, '');
      await this.#discard(host);
      return this.#use(request);
    });
  }

  /**
   * Refuses while it has nodes or images, unless `forget` repeats its name: then the console forgets them, and they
   * stay on the host.
   */
  remove(name: string, { forget }: HostRemoval, actor: Actor): Promise<void> {
    requirePermission(actor, 'hosts.write');
    return this.#mutex.run(name, async () => {
      const host = hostNamed(this.#context, name);
      if (this.#builtIn.has(name)) throw partOfConsole(name);
      const { context, registry, hosts } = this.#parts;
      const nodes = registry.all().filter(({ row }) => row.host === name);
      const images = (await context.database.images.list()).filter((image) => image.host === name);
      if (forget !== name && nodes.length + images.length > 0) {
        throw inUse(
          name,
          nodes.map(({ row }) => row.name),
          images.map((image) => image.name),
        );
      }
      const busy = nodes.filter(({ operation }) => operation?.endedAt === null);
      if (busy.length > 0)
        throw busyNodes(
          name,
          busy.map(({ row }) => row.name),
        );
      await this.#discard(host);
      for (const { row } of nodes) {
        await this.#parts.boots.abandon(row.id);
        await registry.archive(row.id, context.now());
      }
      for (const image of images) {
        await context.database.images.remove(image.name);
        context.bus.emit({ kind: 'image-removed', object: { name: image.name } });
      }
      await context.database.hosts.remove(name);
      await removeKnownHosts(knownHostsFile(context.dataDir, name));
      hosts.delete(name);
      context.bus.emit({ kind: 'host-removed', object: { name } });
    });
  }

  /** Tries everything that the console will need of it; saves nothing. */
  async check(
    request: HostRequest,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<HostCheckStep, void>> {
    requirePermission(actor, 'hosts.write');
    const knownHosts = knownHostsFile(this.#context.dataDir, `.check-${randomUUID()}`);
    await writeKnownHosts(knownHosts, request.settings.hostKeys);
    const namesake = (hostname: string, { driver, path }: HostUri) =>
      this.#all().find(
        (host) => host.name !== request.name && host.hostname === hostname && isOf(host.uri, driver, path),
      )?.name ?? null;
    return checked(checkHost({ request, knownHosts, namesake, signal }), knownHosts);
  }

  /** The built-in one is its owner's to close. */
  async close(): Promise<void> {
    await this.#mutex.idle();
    for (const ends of this.#following.values()) for (const end of ends) end();
    this.#following.clear();
    const added = [...this.#parts.hosts.values()].filter(({ name }) => !this.#builtIn.has(name));
    await Promise.all(added.map((host) => host.close()));
  }

  #all(): Host[] {
    return [...this.#parts.hosts.values()].map(({ status }) => status);
  }

  /** From the next connection on; ssh reads the file each time. */
  #rememberKeys(name: string, { hostKeys }: Host['settings']): Promise<void> {
    return writeKnownHosts(knownHostsFile(this.#context.dataDir, name), hostKeys);
  }

  #connect({ name, uri, settings }: HostRequest): HypervisorHost {
    const { database, installation, logger, dataDir } = this.#context;
    const knownHosts = knownHostsFile(dataDir, name);
    const host = openHypervisorHost({
      ...{ name, uri, settings, installation, knownHosts, logger },
      probes: database.hosts,
    });
    this.#parts.hosts.set(name, host);
    return host;
  }

  #use(request: HostRequest): Host {
    const host = this.#connect(request);
    this.#follow(host);
    this.#context.bus.emit({ kind: 'host', object: host.status });
    return host.status;
  }

  #follow(host: HypervisorHost): void {
    this.#following.set(
      host.name,
      this.#parts.followers.map((follower) => follower.follow(host)),
    );
  }

  /** Ends the connection. Its followers hear no more of it. */
  async #discard(host: HypervisorHost): Promise<void> {
    for (const end of this.#following.get(host.name) ?? []) end();
    this.#following.delete(host.name);
    await host.close();
    const nodes = this.#parts.registry.all().filter(({ row }) => row.host === host.name);
    await Promise.all(nodes.map(({ row }) => this.#parts.boots.detach(row.id)));
  }
}

/** Only QEMU's machines are something that could be counted twice. */
function isOf(uri: string, driver: string, path: string): boolean {
  const other = hostUri(uri);
  return driver === 'qemu' && other.driver === driver && other.path === path;
}

async function* checked(
  steps: AsyncGenerator<HostCheckStep, void>,
  knownHosts: string,
): AsyncGenerator<HostCheckStep, void> {
  try {
    yield* steps;
  } finally {
    await removeKnownHosts(knownHosts);
  }
}
