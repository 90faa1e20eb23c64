import { DomainQemuAgentCommandTimeout } from '../constants/domain.ts';
import { domainProcedures as procedures, qemuProcedures, snapshotProcedures } from '../protocol/domain.ts';
import type { DomainRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/call-options.ts';
import type { LibvirtStream } from '../rpc/stream.ts';
import { DomainSnapshot } from './domain-snapshot.ts';
import type { Session } from './session.ts';
import type { Parameters } from './typed-parameters.ts';
import { toParameters } from './typed-parameters.ts';

export interface DomainInfo {
  /** A DomainState. */
  readonly state: number;
  /** KiB. */
  readonly maxMem: bigint;
  /** KiB. */
  readonly memory: bigint;
  readonly nrVirtCpu: number;
  /** Nanoseconds. */
  readonly cpuTime: bigint;
}

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

/**
 * A domain by its identity. It holds nothing at the daemon, so there is nothing to free; the daemon looks the
 * domain up by `uuid` on every call and answers `NO_DOMAIN` when it is gone.
 * `id` is the one of the moment the object was made, -1 when the domain was not running.
 */
export class Domain {
  readonly name: string;
  readonly uuid: string;
  readonly id: number;
  readonly #session: Session;

  /** @internal */
  constructor(session: Session, ref: DomainRef) {
    this.#session = session;
    this.name = ref.name;
    this.uuid = ref.uuid;
    this.id = ref.id;
  }

  /** Starts a defined domain; `flags` are DomainCreateFlags. Resolves to the domain with its running id. */
  async create(flags = 0, options?: CallOptions): Promise<Domain> {
    const { dom } = await this.#session.call(
      procedures.DOMAIN_CREATE_WITH_FLAGS,
      { dom: this, flags },
      options,
    );
    return new Domain(this.#session, dom);
  }

  /** Asks the guest to power off; resolves when it has been asked. `flags` are DomainShutdownFlags. */
  async shutdown(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_SHUTDOWN_FLAGS, { dom: this, flags }, options);
  }

  /** Asks the guest to reboot. `flags` are DomainRebootFlags. */
  async reboot(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_REBOOT, { dom: this, flags }, options);
  }

  /** Presses the reset button. */
  async reset(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_RESET, { dom: this, flags }, options);
  }

  async suspend(options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_SUSPEND, { dom: this }, options);
  }

  async resume(options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_RESUME, { dom: this }, options);
  }

  /** Pulls the plug. `flags` are DomainDestroyFlags. */
  async destroy(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_DESTROY_FLAGS, { dom: this, flags }, options);
  }

  /** Removes the definition. `flags` are DomainUndefineFlags: NVRAM, TPM state and snapshots go only if named. */
  async undefine(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_UNDEFINE_FLAGS, { dom: this, flags }, options);
  }

  /** Saves memory to the file `to` on the host and stops; `dxml` replaces the definition kept with it. */
  async save(to: string, dxml: string | null = null, flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_SAVE_FLAGS, { dom: this, to, dxml, flags }, options);
  }

  /** Saves memory where libvirt keeps it; the next create() goes on from there. */
  async managedSave(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_MANAGED_SAVE, { dom: this, flags }, options);
  }

  async hasManagedSaveImage(flags = 0, options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.DOMAIN_HAS_MANAGED_SAVE_IMAGE, { dom: this, flags }, options))
      .result;
  }

  async managedSaveRemove(flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_MANAGED_SAVE_REMOVE, { dom: this, flags }, options);
  }

  /** `flags` are DomainXMLFlags. */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.#session.call(procedures.DOMAIN_GET_XML_DESC, { dom: this, flags }, options)).xml;
  }

  getInfo(options?: CallOptions): Promise<DomainInfo> {
    return this.#session.call(procedures.DOMAIN_GET_INFO, { dom: this }, options);
  }

  /** `state` is a DomainState, `reason` the matching Domain…Reason. */
  getState(flags = 0, options?: CallOptions): Promise<{ state: number; reason: number }> {
    return this.#session.call(procedures.DOMAIN_GET_STATE, { dom: this, flags }, options);
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.DOMAIN_IS_ACTIVE, { dom: this }, options)).active;
  }

  async isPersistent(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.DOMAIN_IS_PERSISTENT, { dom: this }, options)).persistent;
  }

  /** Whether the definition differs from what is running. */
  async isUpdated(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.DOMAIN_IS_UPDATED, { dom: this }, options)).updated;
  }

  async getAutostart(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.DOMAIN_GET_AUTOSTART, { dom: this }, options)).autostart;
  }

  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_SET_AUTOSTART, { dom: this, autostart }, options);
  }

  async getOSType(options?: CallOptions): Promise<string> {
    return (await this.#session.call(procedures.DOMAIN_GET_OS_TYPE, { dom: this }, options)).type;
  }

  /** The name the guest goes by, from its leases or its agent; `flags` are DomainGetHostnameFlags. */
  async getHostname(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.#session.call(procedures.DOMAIN_GET_HOSTNAME, { dom: this, flags }, options)).hostname;
  }

  /** `type` is a DomainMetadataType; `uri` names the element's namespace when it is ELEMENT. */
  async getMetadata(
    type: number,
    uri: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<string> {
    const args = { dom: this, type, uri, flags };
    return (await this.#session.call(procedures.DOMAIN_GET_METADATA, args, options)).metadata;
  }

  /** `metadata` null removes it; `key` is the prefix and `uri` the namespace of an ELEMENT. */
  async setMetadata(
    type: number,
    metadata: string | null,
    key: string | null = null,
    uri: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await this.#session.call(
      procedures.DOMAIN_SET_METADATA,
      { dom: this, type, metadata, key, uri, flags },
      options,
    );
  }

  /** `flags` are DomainDeviceModifyFlags, here and in the two below. */
  async attachDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_ATTACH_DEVICE_FLAGS, { dom: this, xml, flags }, options);
  }

  async detachDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_DETACH_DEVICE_FLAGS, { dom: this, xml, flags }, options);
  }

  async updateDevice(xml: string, flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_UPDATE_DEVICE_FLAGS, { dom: this, xml, flags }, options);
  }

  /** KiB. */
  async getMaxMemory(options?: CallOptions): Promise<bigint> {
    return (await this.#session.call(procedures.DOMAIN_GET_MAX_MEMORY, { dom: this }, options)).memory;
  }

  /** KiB; `flags` are DomainMemoryModFlags. */
  async setMemory(memory: bigint, flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_SET_MEMORY_FLAGS, { dom: this, memory, flags }, options);
  }

  /** `flags` are DomainVcpuFlags. */
  async getVcpus(flags = 0, options?: CallOptions): Promise<number> {
    return (await this.#session.call(procedures.DOMAIN_GET_VCPUS_FLAGS, { dom: this, flags }, options)).num;
  }

  /** `flags` are DomainVcpuFlags. */
  async setVcpus(nvcpus: number, flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_SET_VCPUS_FLAGS, { dom: this, nvcpus, flags }, options);
  }

  /** `disk` is the target's name (`vda`) or the source's path. */
  getBlockInfo(disk: string, flags = 0, options?: CallOptions): Promise<DomainBlockInfo> {
    return this.#session.call(procedures.DOMAIN_GET_BLOCK_INFO, { dom: this, path: disk, flags }, options);
  }

  /** `size` is in KiB, in bytes with DomainBlockResizeFlags.BYTES. */
  async blockResize(disk: string, size: bigint, flags = 0, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.DOMAIN_BLOCK_RESIZE, { dom: this, disk, size, flags }, options);
  }

  /** `source` is a DomainInterfaceAddressesSource. */
  async interfaceAddresses(source: number, flags = 0, options?: CallOptions): Promise<DomainInterface[]> {
    const args = { dom: this, source, flags };
    return (await this.#session.call(procedures.DOMAIN_INTERFACE_ADDRESSES, args, options)).ifaces;
  }

  /** A picture of the screen; `mime` says in what format (QEMU's: image/png or image/x-portable-pixmap). */
  async screenshot(
    screen = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<{ mime: string | null; stream: LibvirtStream }> {
    const { result, stream } = await this.#session.openStream(
      { procedure: procedures.DOMAIN_SCREENSHOT, args: { dom: this, screen, flags }, direction: 'read' },
      options,
    );
    return { mime: result.mime, stream };
  }

  /** Presses up to 16 keys at once for `holdtime` ms; `codeset` is a KeycodeSet. */
  async sendKey(
    codeset: number,
    holdtime: number,
    keycodes: readonly number[],
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    const args = { dom: this, codeset, holdtime, keycodes: [...keycodes], flags };
    await this.#session.call(procedures.DOMAIN_SEND_KEY, args, options);
  }

  /**
   * Opens a console; `device` is its alias (`serial1`), null for the first. libvirt allows one client at a time:
   * DomainConsoleFlags.FORCE throws the other one out, SAFE refuses when exclusive use cannot be guaranteed.
   */
  async openConsole(device: string | null = null, flags = 0, options?: CallOptions): Promise<LibvirtStream> {
    const args = { dom: this, dev_name: device, flags };
    const request = { procedure: procedures.DOMAIN_OPEN_CONSOLE, args, direction: 'both' } as const;
    return (await this.#session.openStream(request, options)).stream;
  }

  /** Resolves to the domain under its new name; the domain must be off. */
  async rename(name: string, flags = 0, options?: CallOptions): Promise<Domain> {
    await this.#session.call(procedures.DOMAIN_RENAME, { dom: this, new_name: name, flags }, options);
    return new Domain(this.#session, { name, uuid: this.uuid, id: this.id });
  }

  /** The running job's progress; `type` is a DomainJobType, times are ms, sizes bytes. */
  getJobInfo(options?: CallOptions): Promise<DomainJobInfo> {
    return this.#session.call(procedures.DOMAIN_GET_JOB_INFO, { dom: this }, options);
  }

  /** As getJobInfo with everything the hypervisor knows; `flags` are DomainGetJobStatsFlags. */
  async getJobStats(flags = 0, options?: CallOptions): Promise<{ type: number; parameters: Parameters }> {
    const { type, params } = await this.#session.call(
      procedures.DOMAIN_GET_JOB_STATS,
      { dom: this, flags },
      options,
    );
    return { type, parameters: toParameters(params) };
  }

  /** `flags` are DomainAbortJobFlags, which need libvirt 8.5. */
  async abortJob(flags = 0, options?: CallOptions): Promise<void> {
    if (flags === 0) await this.#session.call(procedures.DOMAIN_ABORT_JOB, { dom: this }, options);
    else await this.#session.call(procedures.DOMAIN_ABORT_JOB_FLAGS, { dom: this, flags }, options);
  }

  /** `flags` are DomainSnapshotCreateFlags. */
  async snapshotCreateXML(xml: string, flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    const args = { dom: this, xml_desc: xml, flags };
    const { snap } = await this.#session.call(snapshotProcedures.DOMAIN_SNAPSHOT_CREATE_XML, args, options);
    return new DomainSnapshot(this.#session, snap);
  }

  /** `flags` are DomainSnapshotListFlags. */
  async listAllSnapshots(flags = 0, options?: CallOptions): Promise<DomainSnapshot[]> {
    const args = { dom: this, need_results: true, flags };
    const { snapshots } = await this.#session.call(
      snapshotProcedures.DOMAIN_LIST_ALL_SNAPSHOTS,
      args,
      options,
    );
    return snapshots.map((snap) => new DomainSnapshot(this.#session, snap));
  }

  async snapshotLookupByName(name: string, flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    const args = { dom: this, name, flags };
    const { snap } = await this.#session.call(
      snapshotProcedures.DOMAIN_SNAPSHOT_LOOKUP_BY_NAME,
      args,
      options,
    );
    return new DomainSnapshot(this.#session, snap);
  }

  async snapshotCurrent(flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    const { snap } = await this.#session.call(
      snapshotProcedures.DOMAIN_SNAPSHOT_CURRENT,
      { dom: this, flags },
      options,
    );
    return new DomainSnapshot(this.#session, snap);
  }

  /**
   * Sends a JSON command to the guest's agent and resolves to its JSON answer, null when it gives none.
   * `timeout` is in seconds or a DomainQemuAgentCommandTimeout.
   */
  async qemuAgentCommand(
    command: string,
    timeout: number = DomainQemuAgentCommandTimeout.DEFAULT,
    flags = 0,
    options?: CallOptions,
  ): Promise<string | null> {
    const args = { dom: this, cmd: command, timeout, flags };
    return (await this.#session.call(qemuProcedures.DOMAIN_AGENT_COMMAND, args, options)).result;
  }
}

/** Times in milliseconds, sizes in bytes. */
export interface DomainJobInfo {
  readonly type: number;
  readonly timeElapsed: bigint;
  readonly timeRemaining: bigint;
  readonly dataTotal: bigint;
  readonly dataProcessed: bigint;
  readonly dataRemaining: bigint;
  readonly memTotal: bigint;
  readonly memProcessed: bigint;
  readonly memRemaining: bigint;
  readonly fileTotal: bigint;
  readonly fileProcessed: bigint;
  readonly fileRemaining: bigint;
}
