import { poolProcedures as procedures, volumeProcedures } from '../protocol/storage.ts';
import type { PoolRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { Session } from './session.ts';
import { StorageVol } from './storage-vol.ts';

/** Sizes in bytes; `state` is a StoragePoolState. */
export interface StoragePoolInfo {
  readonly state: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
  readonly available: bigint;
}

/** A storage pool by its identity. Holds nothing at the daemon. */
export class StoragePool {
  readonly name: string;
  readonly uuid: string;
  readonly #session: Session;

  /** @internal */
  constructor(session: Session, ref: PoolRef) {
    this.#session = session;
    this.name = ref.name;
    this.uuid = ref.uuid;
  }

  /** Makes what the pool's target needs, such as its directory; `flags` are StoragePoolBuildFlags. */
  async build(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.STORAGE_POOL_BUILD, { pool: this, flags }, options);
  }

  /** Starts it; `flags` are StoragePoolCreateFlags. */
  async create(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.STORAGE_POOL_CREATE, { pool: this, flags }, options);
  }

  /** Stops it; what it holds stays. */
  async destroy(options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.STORAGE_POOL_DESTROY, { pool: this }, options);
  }

  /** Removes what build() made, as far as it is empty; `flags` are StoragePoolDeleteFlags. */
  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.STORAGE_POOL_DELETE, { pool: this, flags }, options);
  }

  async undefine(options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.STORAGE_POOL_UNDEFINE, { pool: this }, options);
  }

  /** Looks at the storage again for volumes made behind libvirt's back. */
  async refresh(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.STORAGE_POOL_REFRESH, { pool: this, flags }, options);
  }

  getInfo(options?: CallOptions): Promise<StoragePoolInfo> {
    return this.#session.call(procedures.STORAGE_POOL_GET_INFO, { pool: this }, options);
  }

  /** `flags` are StorageXMLFlags. */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.#session.call(procedures.STORAGE_POOL_GET_XML_DESC, { pool: this, flags }, options))
      .xml;
  }

  async getAutostart(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.STORAGE_POOL_GET_AUTOSTART, { pool: this }, options))
      .autostart;
  }

  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.STORAGE_POOL_SET_AUTOSTART, { pool: this, autostart }, options);
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.STORAGE_POOL_IS_ACTIVE, { pool: this }, options)).active;
  }

  async isPersistent(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.STORAGE_POOL_IS_PERSISTENT, { pool: this }, options))
      .persistent;
  }

  async listAllVolumes(flags = 0, options?: CallOptions): Promise<StorageVol[]> {
    const args = { pool: this, need_results: true, flags };
    const { vols } = await this.#session.call(procedures.STORAGE_POOL_LIST_ALL_VOLUMES, args, options);
    return vols.map((vol) => new StorageVol(this.#session, vol));
  }

  async storageVolLookupByName(name: string, options?: CallOptions): Promise<StorageVol> {
    const args = { pool: this, name };
    const { vol } = await this.#session.call(volumeProcedures.STORAGE_VOL_LOOKUP_BY_NAME, args, options);
    return new StorageVol(this.#session, vol);
  }

  /** `flags` are StorageVolCreateFlags. */
  async storageVolCreateXML(xml: string, flags = 0, options?: CallOptions): Promise<StorageVol> {
    const args = { pool: this, xml, flags };
    const { vol } = await this.#session.call(volumeProcedures.STORAGE_VOL_CREATE_XML, args, options);
    return new StorageVol(this.#session, vol);
  }

  /** As storageVolCreateXML, filled with a copy of `source`. */
  async storageVolCreateXMLFrom(
    xml: string,
    source: StorageVol,
    flags = 0,
    options?: CallOptions,
  ): Promise<StorageVol> {
    const args = { pool: this, xml, clonevol: source, flags };
    const { vol } = await this.#session.call(volumeProcedures.STORAGE_VOL_CREATE_XML_FROM, args, options);
    return new StorageVol(this.#session, vol);
  }
}
