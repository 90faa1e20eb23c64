import { domainProcedures as procedures } from '../protocol/domain.ts';
import type { DomainRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { Session } from './session.ts';

/** Sizes in bytes. */
export interface DomainBlockInfo {
  readonly capacity: bigint;
  readonly allocation: bigint;
  readonly physical: bigint;
}

/** A job on a disk; `type` is a DomainBlockJobType, `cur` of `end` is done. */
export interface DomainBlockJobInfo {
  readonly type: number;
  readonly bandwidth: bigint;
  readonly cur: bigint;
  readonly end: bigint;
}

/** What is merged into what, by paths in the chain of the disk. */
export interface BlockCommit {
  /** Null is the last of the chain. */
  readonly base?: string | null;
  /** Null is what the domain writes to. */
  readonly top?: string | null;
  /** MiB/s; 0 is unlimited. */
  readonly bandwidth?: bigint;
}

export interface DomainInterface {
  readonly name: string;
  readonly hwaddr: string | null;
  /** `type` is an IPAddrType. */
  readonly addrs: readonly { readonly type: number; readonly addr: string; readonly prefix: number }[];
}

/** A domain's identity, and what its machine is made of. */
export abstract class DomainHardware {
  readonly name: string;
  readonly uuid: string;
  readonly id: number;
  /** @internal */
  protected readonly session: Session;

  /** @internal */
  constructor(session: Session, ref: DomainRef) {
    this.session = session;
    this.name = ref.name;
    this.uuid = ref.uuid;
    this.id = ref.id;
  }

  /** `flags` are DomainDeviceModifyFlags, here and in the two below. */
  async attachDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_ATTACH_DEVICE_FLAGS, { dom: this, xml, flags }, options);
  }

  async detachDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_DETACH_DEVICE_FLAGS, { dom: this, xml, flags }, options);
  }

  async updateDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_UPDATE_DEVICE_FLAGS, { dom: this, xml, flags }, options);
  }

  /** KiB. */
  async getMaxMemory(options?: CallOptions): Promise<bigint> {
    return (await this.session.call(procedures.DOMAIN_GET_MAX_MEMORY, { dom: this }, options)).memory;
  }

  /** KiB; `flags` are DomainMemoryModFlags. */
  async setMemory(memory: bigint, flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_SET_MEMORY_FLAGS, { dom: this, memory, flags }, options);
  }

  /** `flags` are DomainVcpuFlags. */
  async getVcpus(flags = 0, options?: CallOptions): Promise<number> {
    return (await this.session.call(procedures.DOMAIN_GET_VCPUS_FLAGS, { dom: this, flags }, options)).num;
  }

  /** `flags` are DomainVcpuFlags. */
  async setVcpus(nvcpus: number, flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_SET_VCPUS_FLAGS, { dom: this, nvcpus, flags }, options);
  }

  /** `disk` is the target's name (`vda`) or the source's path. */
  getBlockInfo(disk: string, flags = 0, options?: CallOptions): Promise<DomainBlockInfo> {
    return this.session.call(procedures.DOMAIN_GET_BLOCK_INFO, { dom: this, path: disk, flags }, options);
  }

  /** `size` is in KiB, in bytes with DomainBlockResizeFlags.BYTES. */
  async blockResize(disk: string, size: bigint, flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_BLOCK_RESIZE, { dom: this, disk, size, flags }, options);
  }

  /** Begins to merge a part of a disk's chain into what it is based on; `flags` are DomainBlockCommitFlags. */
  async blockCommit(disk: string, commit: BlockCommit = {}, flags = 0, options?: CallOptions): Promise<void> {
    const { base = null, top = null, bandwidth = 0n } = commit;
    const args = { dom: this, disk, base, top, bandwidth, flags };
    await this.session.call(procedures.DOMAIN_BLOCK_COMMIT, args, options);
  }

  /** Null if no job runs on that disk; `flags` are DomainBlockJobInfoFlags. */
  async getBlockJobInfo(disk: string, flags = 0, options?: CallOptions): Promise<DomainBlockJobInfo | null> {
    const args = { dom: this, path: disk, flags };
    const { found, ...job } = await this.session.call(procedures.DOMAIN_GET_BLOCK_JOB_INFO, args, options);
    return found === 0 ? null : job;
  }

  /** Ends the job on a disk; `flags` are DomainBlockJobAbortFlags. */
  async blockJobAbort(disk: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_BLOCK_JOB_ABORT, { dom: this, path: disk, flags }, options);
  }

  /**
   * Limits of a disk, such as `total_bytes_sec`; 0 takes one away. `flags` are a DomainModificationImpact, here and in the
   * one below.
   */
  async setBlockIoTune(
    disk: string,
    limits: Readonly<Record<string, bigint>>,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    const params = Object.entries(limits).map(([field, value]) => ({
      field,
      value: { type: 'ullong' as const, value },
    }));
    await this.session.call(procedures.DOMAIN_SET_BLOCK_IO_TUNE, { dom: this, disk, params, flags }, options);
  }

  /** Limits of a network card, by its MAC address or its target's name, such as `inbound.average` in KiB/s; 0 takes one away. */
  async setInterfaceParameters(
    device: string,
    limits: Readonly<Record<string, number>>,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    const params = Object.entries(limits).map(([field, value]) => ({
      field,
      value: { type: 'uint' as const, value },
    }));
    const args = { dom: this, device, params, flags };
    await this.session.call(procedures.DOMAIN_SET_INTERFACE_PARAMETERS, args, options);
  }

  /** `source` is a DomainInterfaceAddressesSource. */
  async interfaceAddresses(source: number, flags = 0, options?: CallOptions): Promise<DomainInterface[]> {
    const args = { dom: this, source, flags };
    return (await this.session.call(procedures.DOMAIN_INTERFACE_ADDRESSES, args, options)).ifaces;
  }
}
