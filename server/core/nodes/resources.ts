import {
  diskVolume,
  diskVolumeElsewhere,
  isAddedVolume,
  isAddedVolumeOf,
  isOfCheckpoint,
  newVncPassword,
  nodeVolumes,
} from '../../hypervisor/index.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { NetworkKind, NodeNetwork } from '../../../lib/contract/node-network.ts';
import type { CheckpointRow, NodeRow } from '../../db/api.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import { allEnded } from '../all-ended.ts';
import { copiesOf, layersBelow, placeOf } from '../checkpoints/volumes.ts';
import { accelerationOf, domainModel } from '../create/domain-model.ts';
import { type Context, hostNamed, orchestratorNamed } from '../context.ts';
import type { Networks } from '../networks/networks.ts';
import type { Templates } from '../templates/templates.ts';
import { filesOf, makeVolumes } from './node-volumes.ts';

const LEFT_TO_ANOTHER = 'the volumes are kept: they belong to another domain of that name';

interface NetworkPlace {
  readonly kind: NetworkKind;
  readonly attachment: 'network' | 'bridge';
  readonly network: string;
}

/** Everything that a node has outside of this console: on its host and at its orchestrator. */
export class NodeResources {
  readonly #context: Context;
  readonly #networks: Networks;
  readonly #templates: Templates;

  constructor(context: Context, networks: Networks, templates: Templates) {
    this.#context = context;
    this.#networks = networks;
    this.#templates = templates;
  }

  host(row: NodeRow): HypervisorHost {
    return hostNamed(this.#context, row.host);
  }

  orchestrator(row: NodeRow): OrchestratorAdapter | null {
    return row.orchestrator === null ? null : orchestratorNamed(this.#context, row.orchestrator);
  }

  /**
   * Creates network, storage and domain and, concurrently, the registration. `layer`: of its disk, where a checkpoint needs
   * the disk that it would have.
   */
  async create(row: NodeRow, signal: AbortSignal, layer: string | null = null): Promise<void> {
    await allEnded([this.#define(row, signal, layer), this.register(row)]);
  }

  /** Removes what `create` has made, in the order that libvirt needs. Ignores what is already gone. */
  async remove(row: NodeRow): Promise<void> {
    const host = this.host(row);
    await host.domains.destroy(row.uuid);
    // While the domain still exists, which names them.
    const volumes = await this.volumes(row);
    await host.storage.removeVolumes(volumes);
    await host.domains.remove(row.uuid);
    await this.#removeElsewhere(host, row);
    for (const { pool, name } of await this.addedElsewhere(row)) await host.storage.removeFrom(pool, name);
    // A failure of one does not prevent the other.
    await allEnded([this.#removeStorage(host, row, volumes), this.#removeNetworks(host, row)]);
  }

  /**
   * Removes its domain, with firmware variables and TPM state, and its volumes, but for those of its checkpoints. Network
   * and registration stay.
   */
  async erase(row: NodeRow, points: readonly CheckpointRow[]): Promise<void> {
    const host = this.host(row);
    await host.domains.destroy(row.uuid);
    // While the domain still exists, which names them.
    const volumes = await this.volumes(row);
    const layers = await host.checkpoints.layers(placeOf(row));
    const kept = layersBelow(
      layers,
      points.map(({ disk }) => disk),
    );
    for (const { nvram, tpm } of points.map(({ id }) => copiesOf(row, id))) kept.add(nvram).add(tpm);
    await host.domains.remove(row.uuid);
    // What is on the disks that it was given beside the first one stays.
    const erased = volumes.filter((name) => !kept.has(name) && !isAddedVolume(name));
    await host.storage.removeVolumes(erased);
    await this.#removeElsewhere(host, row, kept);
  }

  /** The names of its volumes: those of its domain, and those created for it; none that was made for another node. */
  async volumes(row: NodeRow): Promise<string[]> {
    const { volumes, shared } = await this.host(row).domains.resources(row.uuid);
    const kept = new Set(shared.map(({ name }) => name));
    const made = await this.#madeVolumes(row);
    const isOthers = (name: string) => isAddedVolume(name) && !isAddedVolumeOf(filesOf(row), name);
    return [...new Set([...made, ...volumes])].filter((name) => !kept.has(name) && !isOthers(name));
  }

  /**
   * None when a domain of that name with another UUID has them: a database that was restored
   * from a copy knows nodes whose names others have taken since.
   */
  async #madeVolumes(row: NodeRow): Promise<string[]> {
    const host = this.host(row);
    const other = await host.domains.named(filesOf(row));
    if (other !== null && other.uuid !== row.uuid) {
      const disk = await host.storage.volumePath(diskVolume(filesOf(row)));
      if ((await host.domains.xml(other.uuid)).includes(disk)) return [];
    }
    const volumes = await host.storage.ownVolumes();
    const isItsOwn = (name: string) =>
      isOfCheckpoint(filesOf(row), name) || isAddedVolumeOf(filesOf(row), name);
    return [...nodeVolumes(filesOf(row)), ...volumes.filter(isItsOwn)];
  }

  /** The name of its disk in a pool that is not the console's own. */
  diskElsewhere(row: Pick<NodeRow, 'uuid'>): string {
    return diskVolumeElsewhere(this.#context.installation, row.uuid);
  }

  /** Disks that it was given in pools of others, attached or not; without those that another machine has by now. */
  async addedElsewhere(row: NodeRow): Promise<readonly { readonly pool: string; readonly name: string }[]> {
    const host = this.host(row);
    const added = await host.storage.addedElsewhere(row.uuid);
    const found: { readonly pool: string; readonly name: string }[] = [];
    for (const each of added) {
      const volumes = await host.anyStorage.volumes(each.pool);
      const users = volumes.find(({ name }) => name.endsWith(each.name))?.users ?? [];
      if (users.every((user) => user === row.name)) found.push(each);
    }
    return found;
  }

  /** Its disk in a pool of somebody else, with all layers but these; nothing if the pool is gone. */
  async #removeElsewhere(
    host: HypervisorHost,
    row: NodeRow,
    kept: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    if (row.pool === null) return;
    const layers = await host.checkpoints.layers(placeOf(row));
    const names = layers.map(({ name }) => name).filter((name) => !kept.has(name));
    if (names.length > 0) await host.checkpoints.removeLayers(placeOf(row), names);
  }

  /** Where its network card is to be; makes the network, if it is the console's own. */
  async networkFor(row: NodeRow, wish: NodeNetwork): Promise<NetworkPlace> {
    if (wish.kind !== 'own') return { kind: wish.kind, attachment: wish.kind, network: wish.name };
    const orchestrator = this.orchestrator(row);
    if (orchestrator !== null) await this.#networks.ensure(this.host(row), orchestrator);
    return { kind: 'own', attachment: 'network', network: this.ownNetwork(row) };
  }

  ownNetwork({ orchestrator }: Pick<NodeRow, 'orchestrator'>): string {
    return this.#networks.nameFor(orchestrator ?? 'none');
  }

  async deregister(row: NodeRow): Promise<void> {
    await this.orchestrator(row)?.remove(row);
  }

  async #removeStorage(host: HypervisorHost, row: NodeRow, volumes: readonly string[]): Promise<void> {
    if (volumes.length === 0) this.#context.logger.warn({ node: row.id, name: row.name }, LEFT_TO_ANOTHER);
    await host.storage.removePoolIfEmpty();
  }

  /** The one it is in, and the one it was made for, if its interface was moved to another. */
  async #removeNetworks(host: HypervisorHost, row: NodeRow): Promise<void> {
    const made = row.orchestrator === null ? row.network : this.#networks.nameFor(row.orchestrator);
    // `removeIfUnused` refuses networks that the console has not made.
    for (const network of new Set([row.network, made])) {
      if (await host.networks.removeIfUnused(network)) this.#networks.removed(row.host, network);
    }
  }

  /** Does nothing if it is registered. */
  async register(row: NodeRow): Promise<void> {
    const orchestrator = this.orchestrator(row);
    // In the interactive flow, signing in at the prompt registers the host.
    if (orchestrator === null || row.flow === 'io') return;
    const details = row.registration?.details ?? {};
    await orchestrator.register({ ...row, details, autoOnboard: true });
    const osProfile = row.registration?.osProfile ?? (await this.#templates.of(row))?.osProfile ?? null;
    const { secureBoot } = row.machine;
    if (osProfile !== null) await orchestrator.chooseOs({ ...row, details, secureBoot }, osProfile);
  }

  async #define(row: NodeRow, signal: AbortSignal, layer: string | null): Promise<void> {
    const host = this.host(row);
    const orchestrator = this.orchestrator(row);
    const [firmware, acceleration, storage] = await allEnded([
      host.firmware(row.machine.secureBoot),
      accelerationOf(row, host),
      makeVolumes(this.#context, host, { ...row, layer }, orchestrator),
      orchestrator === null || row.networkKind !== 'own' ? null : this.#networks.ensure(host, orchestrator),
    ]);
    signal.throwIfAborted();
    const { installation } = this.#context;
    await host.domains.ensure(
      domainModel(row, {
        ...{ installation, firmware, acceleration: acceleration.kind, vncPassword: newVncPassword() },
        screen: host.screenPlace,
        ...storage,
      }),
    );
  }
}
