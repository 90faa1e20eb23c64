import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection, StorageVol } from '../../src/index.ts';
import { ownName } from './names.ts';
import type { PrivateDaemon } from './private-daemon.ts';

const volumeName = 'volume.raw';

export interface OwnVolume {
  readonly pool: string;
  readonly sha256: string;
  /** The same volume as seen by any connection to the daemon. */
  at(connection: Connection): Promise<StorageVol>;
}

/** A pool of the private daemon with one volume of `size` random bytes. */
export async function ownVolume(
  daemon: PrivateDaemon,
  connection: Connection,
  size: number,
): Promise<OwnVolume> {
  const pool = ownName('pool');
  const directory = join(daemon.directory, pool);
  const bytes = randomBytes(size);
  await mkdir(directory);
  daemon.own(directory);
  await writeFile(join(directory, volumeName), bytes);
  daemon.own(join(directory, volumeName));
  await connection.storagePoolCreateXML(
    `<pool type='dir'><name>${pool}</name><target><path>${directory}</path></target></pool>`,
  );
  return {
    pool,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    at: async (other) => (await other.storagePoolLookupByName(pool)).storageVolLookupByName(volumeName),
  };
}

export async function sha256(stream: AsyncIterable<unknown>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new Error('a stream of bytes delivers Buffers');
    hash.update(chunk);
  }
  return hash.digest('hex');
}
