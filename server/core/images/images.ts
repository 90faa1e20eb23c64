import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import {
  type Image,
  IMAGE_PART_BYTES,
  type ImageCopyRequest,
  type ImageRequest,
  type ImageUpload,
  type VolumeList,
} from '../../../lib/contract/image.ts';
import { bytes as sizeText } from '../../../lib/domain/format.ts';
import { IMAGE_HEAD_BYTES, imageFormat } from '../../../lib/domain/image-format.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { ImageRow } from '../../db/images.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Actor } from '../api.ts';
import { asConsoleError, type Context, hostNamed } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { ImageChanges } from './image-changes.ts';
import { Upload } from './upload.ts';

/** An upload that gets no part for so long has been given up. */
const ABANDONED_MS = 120_000;
const LOOK_EVERY_MS = 10_000;
const FOUND_BY = 'found on the host';

/** The images of the installation: their bytes are volumes on a host, what is known of them is in the database. */
export class Images {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #uploads = new Map<string, Upload>();
  /** By name of the image. */
  readonly #mutex = new KeyedMutex();
  readonly #changes: ImageChanges;
  #looking: NodeJS.Timeout | undefined;
  /** Copies of volumes that have not ended. */
  readonly #copying = new Set<Promise<void>>();

  constructor(context: Context, registry: NodeRegistry) {
    this.#context = context;
    this.#registry = registry;
    this.#changes = new ImageChanges(context, registry, (name) => this.get(name));
  }

  open(): void {
    this.#looking = setInterval(() => void this.#endAbandoned(), LOOK_EVERY_MS).unref();
  }

  follow(host: HypervisorHost): () => void {
    const look = () => void this.#reconcile(host);
    if (host.status.state === 'connected') look();
    return host.onConnected(look);
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    this.#changes.close();
    await this.#endAll([...this.#uploads.keys()], 'The console was stopped before the image had arrived.');
    await Promise.all(this.#copying);
  }

  async list(): Promise<Image[]> {
    const rows = await this.#context.database.images.list();
    return rows.filter(isComplete).map((row) => this.#present(row));
  }

  uploads(): ImageUpload[] {
    return [...this.#uploads.values()].map(({ state }) => state);
  }

  async get(name: string): Promise<Image> {
    const row = await this.#context.database.images.get(name);
    if (row !== null && isComplete(row)) return this.#present(row);
    const known = (await this.list()).map((image) => image.name).join(', ');
    throw new ConsoleError('not-found', `There is no image "${name}".`, {
      fix: known === '' ? 'Add one: ven image add FILE' : `Choose one of: ${known}.`,
      errors: [{ field: 'bootSource.image', message: `there is no image "${name}"` }],
    });
  }

  /** Refuses what cannot end well before the first byte. */
  begin(request: ImageRequest, actor: Actor): Promise<ImageUpload> {
    requirePermission(actor, 'images.write');
    return this.#mutex.run(request.name, async () => {
      const host = this.#host(request.host);
      await this.#requireNew(request.name);
      await this.#requireRoom(host, request.bytes);
      const { database, now, bus } = this.#context;
      const id = randomUUID();
      const upload = new Upload({
        ...{ id, request, host, database, by: actor.name, now },
        present: (row) => this.#present(row),
        nextRevision: () => bus.nextRevision(),
        onChange: this.#changes.teller(),
      });
      this.#uploads.set(id, upload);
      this.#changes.upload(upload.state);
      return upload.state;
    });
  }

  async part(id: string, offset: number, bytes: Uint8Array, actor: Actor): Promise<ImageUpload> {
    requirePermission(actor, 'images.write');
    const upload = this.#upload(id);
    try {
      const state = await upload.part(offset, bytes);
      if (state.image !== null) this.#uploads.delete(id);
      return state;
    } catch (error) {
      // Only a part in the wrong place leaves the upload as it is.
      const failure = asConsoleError(error);
      if (failure.code !== 'conflict') await this.#endAll([id], failure.message);
      throw failure;
    }
  }

  async volumes(host: string, pool: string, actor: Actor): Promise<VolumeList['volumes']> {
    requirePermission(actor, 'volumes.read');
    const volumes = await hostNamed(this.#context, host).storage.volumesOf(pool);
    return [...volumes].sort((one, other) => one.name.localeCompare(other.name));
  }

  async copy({ pool, volume, ...request }: ImageCopyRequest, actor: Actor): Promise<ImageUpload> {
    requirePermission(actor, 'volumes.read');
    const host = this.#host(request.host);
    const found = (await host.storage.volumesOf(pool)).find(({ name }) => name === volume);
    if (found === undefined) throw noVolume(pool, volume);
    const state = await this.begin({ ...request, host: host.name, bytes: found.bytes }, actor);
    const copying = this.#fill(state, (part) => host.storage.readFrom(pool, volume, part));
    this.#copying.add(copying);
    void copying.then(() => this.#copying.delete(copying));
    return state;
  }

  /** Part by part, until the image is complete or its upload has ended otherwise, which the live feed tells. */
  async #fill({ id, bytes }: ImageUpload, read: PartReader): Promise<void> {
    try {
      for (let offset = 0; offset < bytes;) {
        const part = await read({ offset, length: Math.min(IMAGE_PART_BYTES, bytes - offset) });
        offset = (await this.#upload(id).part(offset, part)).received;
      }
      this.#uploads.delete(id);
    } catch (error) {
      await this.#endAll([id], asConsoleError(error).message);
    }
  }

  async cancel(id: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'images.write');
    this.#upload(id);
    await this.#endAll([id], 'The upload was cancelled.');
  }

  /** Runs `work` while nobody can remove the image. */
  keeping<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    return this.#mutex.run(name, work);
  }

  remove(name: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'images.write');
    return this.#mutex.run(name, async () => {
      const image = await this.get(name);
      const host = hostNamed(this.#context, image.host);
      const users = new Set([...image.usedBy, ...(await host.domains.usersOfImage(name))]);
      if (users.size > 0) throw inUse(name, [...users]);
      await this.#discard(host, name);
    });
  }

  async #discard(host: HypervisorHost, name: string): Promise<void> {
    await host.storage.images.remove(name);
    await this.#context.database.images.remove(name);
    await host.storage.removePoolIfEmpty();
    this.#context.bus.emit({ kind: 'image-removed', object: { name } });
  }

  #present({ completedAt: _, ...row }: ImageRow): Image {
    const usedBy = this.#registry.usersOfImage(row.name);
    return { ...row, usedBy, revision: this.#context.bus.nextRevision() };
  }

  #host(name: string | undefined): HypervisorHost {
    if (name !== undefined) return hostNamed(this.#context, name);
    const [first] = this.#context.hosts.values();
    if (first !== undefined) return first;
    throw new ConsoleError('host-unreachable', 'There is no host with libvirt.', {
      fix: 'Add a host.',
    });
  }

  async #requireNew(name: string): Promise<void> {
    const isUploading = [...this.#uploads.values()].some((upload) => upload.name === name);
    const row = await this.#context.database.images.get(name);
    if (row !== null && !isComplete(row) && !isUploading) {
      // Left by a crash, on a host that was not connected since.
      return this.#discard(hostNamed(this.#context, row.host), name);
    }
    if (row === null && !isUploading) return;
    const message = isUploading
      ? `"${name}" is being uploaded already`
      : `there is an image "${name}" already`;
    throw new ConsoleError('conflict', `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, {
      fix: 'Choose another name, or remove that one first.',
      errors: [{ field: 'name', message }],
    });
  }

  async #requireRoom(host: HypervisorHost, bytes: number): Promise<void> {
    const promised = [...this.#uploads.values()]
      .filter((upload) => upload.host === host.name)
      .reduce((sum, { missing }) => sum + missing, 0);
    const free = Math.max(0, (await host.storage.images.free()) - promised);
    if (bytes <= free) return;
    throw new ConsoleError(
      'no-capacity',
      `The image of ${sizeText(bytes)} does not fit into the ${sizeText(free)} that are free in the storage of ${host.name}.`,
      { fix: 'Remove images or nodes, or make room on the host.' },
    );
  }

  #upload(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload !== undefined) return upload;
    throw new ConsoleError(
      'not-found',
      'There is no such upload: it failed, was cancelled or was given up.',
      {
        fix: 'Begin again.',
      },
    );
  }

  async #endAbandoned(): Promise<void> {
    const late = [...this.#uploads].filter(([, { lastPart }]) => Date.now() - lastPart > ABANDONED_MS);
    await this.#endAll(
      late.map(([id]) => id),
      'The upload was given up: nothing of it arrived for two minutes.',
    );
  }

  async #endAll(ids: readonly string[], message: string): Promise<void> {
    const reason = new ConsoleError('conflict', message, { fix: 'Begin again.' });
    await Promise.all(
      ids.map(async (id) => {
        const upload = this.#uploads.get(id);
        await upload?.abort(reason).catch((error: unknown) => {
          this.#context.logger.warn(
            { image: upload.name, err: error },
            'what was uploaded could not be removed',
          );
        });
        this.#uploads.delete(id);
      }),
    );
  }

  /** After a crash, or with an empty database: removes half of an image, and learns of images that it does not know. */
  async #reconcile(host: HypervisorHost): Promise<void> {
    try {
      const rows = await this.#context.database.images.list();
      const uploading = new Set([...this.#uploads.values()].map(({ name }) => name));
      for (const { name, ...row } of rows) {
        if (row.host !== host.name || row.completedAt !== null || uploading.has(name)) continue;
        await this.#mutex.run(name, () => this.#discard(host, name));
      }
      const known = new Set(rows.map(({ name }) => name));
      for (const found of await host.storage.images.list()) {
        if (!known.has(found.name) && !uploading.has(found.name)) await this.#adopt(host, found);
      }
    } catch (error) {
      this.#context.logger.warn(
        { host: host.name, err: error },
        'the images could not be compared with the host',
      );
    }
  }

  async #adopt(host: HypervisorHost, { name, bytes }: { name: string; bytes: number }): Promise<void> {
    const { database, now } = this.#context;
    const format = imageFormat(await host.storage.images.head(name, IMAGE_HEAD_BYTES), bytes);
    const origin = { sha256: null, createdAt: now(), createdBy: FOUND_BY, completedAt: now() };
    const row: ImageRow = { name, host: host.name, bytes, ...format, ...origin };
    await database.images.add(row);
    this.#context.bus.emit({ kind: 'image', object: this.#present(row) });
  }
}

type PartReader = (part: { readonly offset: number; readonly length: number }) => Promise<Uint8Array>;

const noVolume = (pool: string, volume: string): ConsoleError =>
  new ConsoleError('not-found', `The storage pool "${pool}" has no volume "${volume}".`, {
    fix: `See: ven image volumes ${pool}`,
    errors: [{ field: 'volume', message: 'there is no such volume' }],
  });

const isComplete = ({ completedAt }: ImageRow): boolean => completedAt !== null;

function inUse(name: string, users: readonly string[]): ConsoleError {
  return new ConsoleError('conflict', `The image "${name}" is used by ${users.join(', ')}.`, {
    fix: 'Delete these nodes first.',
  });
}
