import { ConsoleError } from '../../../lib/contract/error.ts';
import type {
  HostNetworkDetail,
  HostNetworkRequest,
  HostObjectAction,
} from '../../../lib/contract/host-network.ts';
import type {
  HostPoolAction,
  HostPoolRequest,
  HostVolume,
  HostVolumeRequest,
} from '../../../lib/contract/host-pool.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { HypervisorHost, VolumeAddress } from '../../hypervisor/api.ts';
import type { Actor } from '../api.ts';
import { type Context, hostNamed } from '../context.ts';
import { HostChanges } from './host-changes.ts';
import type { HostObjectsSection } from './api.ts';

/**
 * Networks, pools and volumes of hosts, whoever made them. Those that the console makes for its nodes are left to it, and
 * what a domain uses is not removed.
 */
export class HostObjects implements HostObjectsSection {
  readonly #context: Pick<Context, 'hosts'>;
  readonly #changes: HostChanges;

  constructor(context: Pick<Context, 'hosts' | 'bus'>) {
    this.#context = context;
    this.#changes = new HostChanges(context);
  }

  /** libvirt's events of networks and pools; it has none of volumes. */
  follow(host: HypervisorHost): () => void {
    return host.onObjects(() => this.#changes.report(host.name));
  }

  close(): void {
    this.#changes.close();
  }

  network(host: string, name: string): Promise<HostNetworkDetail> {
    return this.#host(host).anyNetworks.get(name);
  }

  async createNetwork(host: string, request: HostNetworkRequest, actor: Actor): Promise<HostNetworkDetail> {
    requirePermission(actor, 'networks.write');
    const { anyNetworks } = this.#host(host);
    await anyNetworks.create(request);
    this.#changes.report(host);
    return anyNetworks.get(request.name);
  }

  async actOnNetwork(host: string, name: string, action: HostObjectAction, actor: Actor): Promise<void> {
    requirePermission(actor, 'networks.write');
    await this.#othersNetwork(host, name);
    await this.#host(host).anyNetworks.act(name, action);
    this.#changes.report(host);
  }

  async defineNetwork(host: string, name: string, xml: string, actor: Actor): Promise<HostNetworkDetail> {
    requirePermission(actor, 'networks.write');
    await this.#othersNetwork(host, name);
    await this.#host(host).anyNetworks.define(name, xml);
    this.#changes.report(host);
    return this.network(host, name);
  }

  async removeNetwork(host: string, name: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'networks.write');
    const { users } = await this.#othersNetwork(host, name);
    if (users.length > 0) throw inUse(name, users);
    await this.#host(host).anyNetworks.remove(name);
    this.#changes.report(host);
  }

  volumes(host: string, pool: string): Promise<HostVolume[]> {
    return this.#host(host).anyStorage.volumes(pool);
  }

  async createPool(host: string, request: HostPoolRequest, actor: Actor): Promise<void> {
    requirePermission(actor, 'volumes.write');
    await this.#host(host).anyStorage.createPool(request);
    this.#changes.report(host);
  }

  async actOnPool(host: string, pool: string, action: HostPoolAction, actor: Actor): Promise<void> {
    await this.#writable(host, pool, actor);
    await this.#host(host).anyStorage.actOnPool(pool, action);
    this.#changes.report(host);
  }

  /** Its files stay. */
  async removePool(host: string, pool: string, actor: Actor): Promise<void> {
    await this.#writable(host, pool, actor);
    await this.#host(host).anyStorage.removePool(pool);
    this.#changes.report(host);
  }

  async createVolume(
    host: string,
    pool: string,
    request: HostVolumeRequest,
    actor: Actor,
  ): Promise<HostVolume> {
    await this.#writable(host, pool, actor);
    await this.#host(host).anyStorage.createVolume(pool, request);
    this.#changes.report(host);
    return this.#volume(host, { pool, name: request.name });
  }

  async cloneVolume(host: string, address: VolumeAddress, name: string, actor: Actor): Promise<HostVolume> {
    await this.#writable(host, address.pool, actor);
    const { users } = await this.#volume(host, address);
    const on = (await this.#host(host).anyDomains.list()).filter(({ state }) => isOn(state));
    const writers = users.filter((user) => on.some(({ name: domain }) => domain === user));
    if (writers.length > 0)
      throw new ConsoleError('conflict', `${address.name} is used by ${writers.join(', ')}, which is on.`, {
        fix: 'Power it off first: a copy of a disk that is written to is of no moment.',
      });
    await this.#host(host).anyStorage.cloneVolume(address, name);
    this.#changes.report(host);
    return this.#volume(host, { pool: address.pool, name });
  }

  async resizeVolume(host: string, address: VolumeAddress, bytes: number, actor: Actor): Promise<HostVolume> {
    await this.#unused(host, address, actor);
    await this.#host(host).anyStorage.resizeVolume(address, bytes);
    this.#changes.report(host);
    return this.#volume(host, address);
  }

  async removeVolume(host: string, address: VolumeAddress, actor: Actor): Promise<void> {
    await this.#unused(host, address, actor);
    await this.#host(host).anyStorage.removeVolume(address);
    this.#changes.report(host);
  }

  async writeVolume(
    host: string,
    address: VolumeAddress,
    { offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array },
    actor: Actor,
  ): Promise<number> {
    await this.#unused(host, address, actor);
    await this.#host(host).anyStorage.write(address, offset, bytes);
    return offset + bytes.length;
  }

  readVolume(host: string, address: VolumeAddress, actor: Actor) {
    requirePermission(actor, 'volumes.read');
    return this.#host(host).anyStorage.read(address);
  }

  #host(name: string): HypervisorHost {
    return hostNamed(this.#context, name);
  }

  async #othersNetwork(host: string, name: string): Promise<HostNetworkDetail> {
    const found = await this.network(host, name);
    if (found.own)
      throw new ConsoleError('conflict', `"${name}" is a network that the console makes by itself.`, {
        fix: 'It goes with the last node that uses it.',
      });
    return found;
  }

  async #writable(host: string, pool: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'volumes.write');
    const { pools } = await this.#host(host).resources();
    if (pools.find(({ name }) => name === pool)?.own !== true) return;
    throw new ConsoleError('conflict', `"${pool}" is the pool that the console makes for its nodes.`, {
      fix: 'Its volumes come and go with nodes and images.',
    });
  }

  async #unused(host: string, address: VolumeAddress, actor: Actor): Promise<void> {
    await this.#writable(host, address.pool, actor);
    const { users } = await this.#volume(host, address);
    if (users.length > 0) throw inUse(address.name, users);
  }

  async #volume(host: string, { pool, name }: VolumeAddress): Promise<HostVolume> {
    const found = (await this.volumes(host, pool)).find((each) => each.name === name);
    if (found !== undefined) return found;
    throw new ConsoleError('not-found', `The pool ${pool} has no volume "${name}".`, {
      fix: 'It may have been removed meanwhile.',
    });
  }
}

const inUse = (name: string, users: readonly string[]): ConsoleError =>
  new ConsoleError('conflict', `${name} is used by ${users.join(', ')}.`, {
    fix: 'Detach it from these domains first, or remove them.',
  });
