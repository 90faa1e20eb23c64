import {
  StorageVolDownloadFlags,
  StorageVolUploadFlags,
  StorageVolWipeAlgorithm,
} from '../constants/storage.ts';
import { volumeProcedures as procedures } from '../protocol/storage.ts';
import type { VolumeRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { LibvirtStream } from '../rpc/stream.ts';
import type { Session } from './session.ts';

/** Sizes in bytes; `type` is a StorageVolType. */
export interface StorageVolInfo {
  readonly type: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
}

/** Which part of a volume travels, and how. */
export interface TransferOptions extends CallOptions {
  /** Bytes from the start; 0 by default. */
  readonly offset?: bigint;
  /** Bytes; 0, the default, means to the end. */
  readonly length?: bigint;
  /** Runs of zeros travel as StreamHole; the stream is then in object mode. */
  readonly sparse?: boolean;
}

/** A volume by its identity: its pool's name, its own, and its key. Holds nothing at the daemon. */
export class StorageVol {
  readonly pool: string;
  readonly name: string;
  readonly key: string;
  readonly #session: Session;

  /** @internal */
  constructor(session: Session, ref: VolumeRef) {
    this.#session = session;
    this.pool = ref.pool;
    this.name = ref.name;
    this.key = ref.key;
  }

  /** `flags` are StorageVolInfoFlags; without any, drivers that know none, such as the test driver, answer too. */
  getInfo(flags = 0, options?: CallOptions): Promise<StorageVolInfo> {
    if (flags === 0) return this.#session.call(procedures.STORAGE_VOL_GET_INFO, { vol: this }, options);
    return this.#session.call(procedures.STORAGE_VOL_GET_INFO_FLAGS, { vol: this, flags }, options);
  }

  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.#session.call(procedures.STORAGE_VOL_GET_XML_DESC, { vol: this, flags }, options)).xml;
  }

  async getPath(options?: CallOptions): Promise<string> {
    return (await this.#session.call(procedures.STORAGE_VOL_GET_PATH, { vol: this }, options)).name;
  }

  /** `capacity` in bytes; `flags` are StorageVolResizeFlags. */
  async resize(capacity: bigint, flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.STORAGE_VOL_RESIZE, { vol: this, capacity, flags }, options);
  }

  /** Overwrites the contents; `algorithm` is a StorageVolWipeAlgorithm. */
  async wipe(
    algorithm: number = StorageVolWipeAlgorithm.ZERO,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await this.#session.call(procedures.STORAGE_VOL_WIPE_PATTERN, { vol: this, algorithm, flags }, options);
  }

  /** `flags` are StorageVolDeleteFlags. */
  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.STORAGE_VOL_DELETE, { vol: this, flags }, options);
  }

  /** Opens a stream to write the contents to. */
  async upload(options: TransferOptions = {}): Promise<LibvirtStream> {
    const flags = options.sparse ? StorageVolUploadFlags.SPARSE_STREAM : 0;
    return this.#transfer(procedures.STORAGE_VOL_UPLOAD, 'write', flags, options);
  }

  /** Opens a stream to read the contents from. */
  async download(options: TransferOptions = {}): Promise<LibvirtStream> {
    const flags = options.sparse ? StorageVolDownloadFlags.SPARSE_STREAM : 0;
    return this.#transfer(procedures.STORAGE_VOL_DOWNLOAD, 'read', flags, options);
  }

  async #transfer(
    procedure: typeof procedures.STORAGE_VOL_UPLOAD,
    direction: 'read' | 'write',
    flags: number,
    { offset = 0n, length = 0n, sparse = false, ...options }: TransferOptions,
  ): Promise<LibvirtStream> {
    const args = { vol: this, offset, length, flags };
    return (await this.#session.openStream({ procedure, args, direction, sparse }, options)).stream;
  }
}
