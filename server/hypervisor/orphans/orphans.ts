import { rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Connection } from 'node-libvirt';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { removeDomain } from '../domains/definition.ts';
import type { HostTarget } from '../read-host.ts';
import type { HostOrphan, HostOrphans, KnownNodes } from './api.ts';
import { FINDERS, NVRAM_FOLDER, TPM_FOLDER } from './kinds.ts';
import { FOLDERS, readScene } from './scene.ts';

type Target = Pick<HostTarget, 'installation' | 'isLocal'>;

/** Orphans on one host. */
export class Orphans implements HostOrphans {
  readonly #connection: ReconnectingConnection;
  readonly #target: Target;

  constructor(connection: ReconnectingConnection, target: Target) {
    this.#connection = connection;
    this.#target = target;
  }

  async find(known: KnownNodes) {
    const { installation, isLocal } = this.#target;
    const scene = await this.#connection.use('looking for what belongs to nobody', (connection) =>
      readScene(connection, {
        folders: isLocal ? FOLDERS : [],
        paths: isLocal ? pathsOf(known) : [],
      }),
    );
    const search = { ...known, installation, scene, now: Date.now() };
    return {
      orphans: FINDERS.flatMap((find) => find(search)),
      unseen: isLocal ? null : 'files beside its storage pools, because it is another machine',
    };
  }

  remove(orphan: HostOrphan): Promise<void> {
    if (isAbsolute(orphan.name)) return removeFile(orphan.name);
    return this.#connection.use(`removing ${orphan.name}`, (connection) => removeObject(connection, orphan));
  }
}

/** libvirt's folders can be traversed by everybody, and listed by root. */
const pathsOf = ({ deleted }: KnownNodes): string[] =>
  deleted.flatMap(({ names, uuid }) => [
    ...names.map((name) => `${NVRAM_FOLDER}/${name}_VARS.fd`),
    `${TPM_FOLDER}/${uuid}`,
  ]);

async function removeObject(connection: Connection, { kind, name, mark }: HostOrphan): Promise<void> {
  if (kind === 'domain') {
    const [uuid = ''] = mark.split(' ');
    return removeDomain(await connection.domainLookupByUUID(uuid));
  }
  if (kind === 'network') {
    const network = await connection.networkLookupByName(name);
    if (await network.isActive()) await network.destroy();
    // A transient one is gone then.
    if (mark.endsWith('inactive') || (await network.isPersistent().catch(() => false)))
      await network.undefine();
    return undefined;
  }
  const pool = await connection.storagePoolLookupByName(mark.slice(0, mark.indexOf('/')));
  return (await pool.storageVolLookupByName(name)).delete();
}

async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true });
  } catch (error) {
    throw new ConsoleError('host-permission', `${path} could not be removed: ${messageOf(error)}`, {
      fix: `Remove it as root: sudo rm -r ${path}`,
      cause: error,
    });
  }
}
