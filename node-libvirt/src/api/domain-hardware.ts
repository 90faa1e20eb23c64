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

  /** `source` is a DomainInterfaceAddressesSource. */
  async interfaceAddresses(source: number, flags = 0, options?: CallOptions): Promise<DomainInterface[]> {
    const args = { dom: this, source, flags };
    return (await this.session.call(procedures.DOMAIN_INTERFACE_ADDRESSES, args, options)).ifaces;
  }
}
