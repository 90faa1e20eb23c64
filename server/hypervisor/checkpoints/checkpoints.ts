import { basename } from 'node:path';
import { type Connection, type Domain, DomainSnapshotCreateFlags, type StorageVol } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { unescaped } from '../domains/definitions.ts';
import { otherDisksIn } from '../xml/domain-devices.ts';
import type { Storage } from '../storage/storage.ts';
import type { StateFiles } from '../nvram/state-files.ts';
import type { HostTarget } from '../read-host.ts';
import { element, serialize } from '../xml/element.ts';
import type { DiskPlace, DomainState, HostCheckpoints, Layer, Merge, StateCopies } from './api.ts';
import { diskOf } from './disk-chain.ts';
import { LayerMerge, useDisk } from './layer-merge.ts';
import { statePaths } from './state-paths.ts';

/** The points that a host's domains can go back to. */
export class Checkpoints implements HostCheckpoints {
  readonly #connection: ReconnectingConnection;
  readonly #storage: Storage;
  readonly #files: StateFiles;
  readonly #merging: LayerMerge;

  constructor(
    connection: ReconnectingConnection,
    target: Pick<HostTarget, 'installation' | 'isLocal'>,
    { storage, files }: { readonly storage: Storage; readonly files: StateFiles },
  ) {
    this.#connection = connection;
    this.#storage = storage;
    this.#files = files;
    this.#merging = new LayerMerge(connection, storage.layers, target);
  }

  layers(place: DiskPlace): Promise<Layer[]> {
    return this.#storage.layers.list(place);
  }

  disk(uuid: string): Promise<string> {
    return this.#with(uuid, "looking at the node's disk", async (domain) =>
      basename((await diskOf(domain)).path),
    );
  }

  freeze(uuid: string, place: DiskPlace, layer: string): Promise<string> {
    return this.#with(uuid, "freezing the node's disk", async (domain, connection) => {
      const { layers } = this.#storage;
      const { path, target, xml } = await diskOf(domain);
      if (basename(path) === layers.nameOf(place, layer)) {
        const base = baseOf(await (await connection.storageVolLookupByPath(path)).getXMLDesc());
        if (base !== null) return base;
      }
      const name = basename(path);
      if ((await layers.pathOf(place, name).catch(() => null)) !== path) throw elsewhere(domain.name, path);
      const { targets, writable } = otherDisksIn(xml);
      if (writable.length > 0) throw moreDisks(domain.name, writable);
      const next = await layers.add(place, layer, name);
      if (await domain.isActive()) {
        const { DISK_ONLY, NO_METADATA, REUSE_EXT, ATOMIC } = DomainSnapshotCreateFlags;
        const flags = DISK_ONLY | NO_METADATA | REUSE_EXT | ATOMIC;
        await domain.snapshotCreateXML(snapshotXml(target, next, targets), flags);
      } else await useDisk(connection, domain, next);
      return name;
    });
  }

  async addLayer(place: DiskPlace, layer: string, base: string): Promise<string> {
    await this.#storage.layers.add(place, layer, base);
    return this.#storage.layers.nameOf(place, layer);
  }

  useLayer(uuid: string, place: DiskPlace, name: string): Promise<void> {
    return this.#with(uuid, "changing the node's disk", async (domain, connection) => {
      if (await domain.isActive()) throw isOnNow(domain.name);
      if (await domain.hasManagedSaveImage()) await domain.managedSaveRemove();
      await useDisk(connection, domain, await this.#storage.layers.pathOf(place, name));
    });
  }

  copyDisk(from: DiskPlace, name: string, to: DiskPlace): Promise<void> {
    return this.#storage.layers.copy(from, name, to);
  }

  removeLayers(place: DiskPlace, layers: readonly string[]): Promise<void> {
    return this.#storage.layers.remove(place, layers);
  }

  merge(uuid: string, place: DiskPlace, merge: Merge): Promise<void> {
    return this.#merging.merge(uuid, place, merge);
  }

  async state(uuid: string): Promise<DomainState> {
    const { nvram, tpm } = await this.#read(uuid);
    const described = (file: typeof nvram) => file && { ...file.owner, bytes: file.bytes.length };
    return { nvram: described(nvram), tpm: described(tpm) };
  }

  async saveState(uuid: string, copies: StateCopies): Promise<void> {
    const { nvram, tpm } = await this.#read(uuid);
    // Written anew: a file of the same length would be kept.
    await this.#storage.removeVolumes([copies.nvram, copies.tpm]);
    if (nvram !== null) await this.#storage.ensureFile(copies.nvram, nvram.bytes, 'domain');
    if (tpm !== null) await this.#storage.ensureFile(copies.tpm, tpm.bytes, 'domain');
  }

  async putState(uuid: string, copies: StateCopies, saved: DomainState): Promise<void> {
    for (const kind of ['nvram', 'tpm'] as const) {
      const owner = saved[kind];
      const bytes = owner === null ? null : await this.#copy(copies[kind]);
      await this.#with(
        uuid,
        "writing the node's firmware variables and TPM state",
        async (domain, connection) => {
          if (await domain.isActive()) throw isOnNow(domain.name);
          const path = (await this.#pathsOf(domain))[kind];
          if (path === null) return;
          if (bytes === null || owner === null) await this.#files.remove(connection, path);
          else await this.#files.replace(connection, path, bytes, owner);
        },
      );
    }
  }

  #read(uuid: string) {
    const doing = "reading the node's firmware variables and TPM state";
    return this.#with(uuid, doing, async (domain, connection) => {
      const paths = await this.#pathsOf(domain);
      const read = (path: string | null) => (path === null ? null : this.#files.readOwned(connection, path));
      return { nvram: await read(paths.nvram), tpm: await read(paths.tpm) };
    });
  }

  async #copy(name: string): Promise<Buffer> {
    const bytes = await this.#storage.readFile(name);
    if (bytes !== null) return bytes;
    throw new ConsoleError('conflict', `the volume ${name} is no longer there`, {
      fix: 'Somebody removed it on the host: delete the checkpoint.',
    });
  }

  #pathsOf(domain: Domain) {
    return statePaths(domain, this.#connection.uri);
  }

  #with<Result>(
    uuid: string,
    doing: string,
    work: (domain: Domain, connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    return this.#connection.use(doing, async (connection) =>
      work(await connection.domainLookupByUUID(uuid), connection),
    );
  }
}

const baseOf = (xml: Awaited<ReturnType<StorageVol['getXMLDesc']>>): string | null => {
  const path = /<backingStore>\s*<path>([^<]+)<\/path>/.exec(xml)?.[1];
  return path === undefined ? null : basename(unescaped(path));
};

function snapshotXml(target: string, path: string, others: readonly string[]): string {
  return serialize(
    element(
      'domainsnapshot',
      {},
      element(
        'disks',
        {},
        element(
          'disk',
          { name: target, snapshot: 'external', type: 'file' },
          element('driver', { type: 'qcow2' }),
          element('source', { file: path }),
        ),
        ...others.map((name) => element('disk', { name, snapshot: 'no' })),
      ),
    ),
  );
}

const elsewhere = (name: string, path: string): ConsoleError =>
  new ConsoleError('conflict', `The disk of ${name} is ${path}, which the console did not make.`, {
    fix: 'Somebody changed it on the host, for example with a snapshot of virsh: commit or remove that first.',
  });

const moreDisks = (name: string, targets: readonly string[]): ConsoleError =>
  new ConsoleError('conflict', `${name} has more disks that it writes to: ${targets.join(', ')}.`, {
    fix: 'A checkpoint would not have them: detach them first.',
  });

const isOnNow = (name: string): ConsoleError =>
  new ConsoleError('conflict', `${name} was started meanwhile.`, { fix: 'Power it off, and try again.' });
