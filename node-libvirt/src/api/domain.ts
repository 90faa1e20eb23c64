import { domainProcedures as procedures, snapshotProcedures } from '../protocol/domain.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import { DomainGuest } from './domain-guest.ts';
import { DomainSnapshot } from './domain-snapshot.ts';
import type { Parameters } from './typed-parameters.ts';
import { toParameters } from './typed-parameters.ts';

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

/**
 * A domain by its identity. It holds no resources at the daemon, so there is nothing to free; the daemon looks the
 * domain up by `uuid` on every call and answers `NO_DOMAIN` when it is gone.
 * `id` is as of the object's creation, -1 if the domain was not running.
 */
export class Domain extends DomainGuest {
  /** Starts a defined domain; `flags` are DomainCreateFlags. Resolves to the domain with its running id. */
  async create(flags = 0, options?: CallOptions): Promise<Domain> {
    const { dom } = await this.session.call(
      procedures.DOMAIN_CREATE_WITH_FLAGS,
      { dom: this, flags },
      options,
    );
    return new Domain(this.session, dom);
  }

  /** Asks the guest to power off; resolves when it has been asked. `flags` are DomainShutdownFlags. */
  async shutdown(flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_SHUTDOWN_FLAGS, { dom: this, flags }, options);
  }

  /** Asks the guest to reboot. `flags` are DomainRebootFlags. */
  async reboot(flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_REBOOT, { dom: this, flags }, options);
  }

  /** Presses the reset button. */
  async reset(flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_RESET, { dom: this, flags }, options);
  }

  async suspend(options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_SUSPEND, { dom: this }, options);
  }

  async resume(options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_RESUME, { dom: this }, options);
  }

  /** Powers it off immediately. `flags` are DomainDestroyFlags. */
  async destroy(flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_DESTROY_FLAGS, { dom: this, flags }, options);
  }

  /** Removes the definition. `flags` are DomainUndefineFlags: NVRAM, TPM state and snapshots go only if named. */
  async undefine(flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_UNDEFINE_FLAGS, { dom: this, flags }, options);
  }

  /** Saves memory to the file `to` on the host and stops; `dxml` replaces the definition kept with it. */
  async save(to: string, dxml: string | null = null, flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_SAVE_FLAGS, { dom: this, to, dxml, flags }, options);
  }

  /** Saves memory where libvirt keeps it; the next create() resumes from there. */
  async managedSave(flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_MANAGED_SAVE, { dom: this, flags }, options);
  }

  async hasManagedSaveImage(flags = 0, options?: CallOptions): Promise<boolean> {
    return (await this.session.call(procedures.DOMAIN_HAS_MANAGED_SAVE_IMAGE, { dom: this, flags }, options))
      .result;
  }

  async managedSaveRemove(flags = 0, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_MANAGED_SAVE_REMOVE, { dom: this, flags }, options);
  }

  /** `flags` are DomainXMLFlags. */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.session.call(procedures.DOMAIN_GET_XML_DESC, { dom: this, flags }, options)).xml;
  }

  getInfo(options?: CallOptions): Promise<DomainInfo> {
    return this.session.call(procedures.DOMAIN_GET_INFO, { dom: this }, options);
  }

  /** `state` is a DomainState, `reason` the matching Domain…Reason. */
  getState(flags = 0, options?: CallOptions): Promise<{ state: number; reason: number }> {
    return this.session.call(procedures.DOMAIN_GET_STATE, { dom: this, flags }, options);
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.session.call(procedures.DOMAIN_IS_ACTIVE, { dom: this }, options)).active;
  }

  async isPersistent(options?: CallOptions): Promise<boolean> {
    return (await this.session.call(procedures.DOMAIN_IS_PERSISTENT, { dom: this }, options)).persistent;
  }

  /** Whether the definition differs from what is running. */
  async isUpdated(options?: CallOptions): Promise<boolean> {
    return (await this.session.call(procedures.DOMAIN_IS_UPDATED, { dom: this }, options)).updated;
  }

  async getAutostart(options?: CallOptions): Promise<boolean> {
    return (await this.session.call(procedures.DOMAIN_GET_AUTOSTART, { dom: this }, options)).autostart;
  }

  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await this.session.call(procedures.DOMAIN_SET_AUTOSTART, { dom: this, autostart }, options);
  }

  async getOSType(options?: CallOptions): Promise<string> {
    return (await this.session.call(procedures.DOMAIN_GET_OS_TYPE, { dom: this }, options)).type;
  }

  /** `type` is a DomainMetadataType; `uri` names the element's namespace when it is ELEMENT. */
  async getMetadata(
    type: number,
    uri: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<string> {
    const args = { dom: this, type, uri, flags };
    return (await this.session.call(procedures.DOMAIN_GET_METADATA, args, options)).metadata;
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
    await this.session.call(
      procedures.DOMAIN_SET_METADATA,
      { dom: this, type, metadata, key, uri, flags },
      options,
    );
  }

  /** Resolves to the domain under its new name; the domain must be off. */
  async rename(name: string, flags = 0, options?: CallOptions): Promise<Domain> {
    await this.session.call(procedures.DOMAIN_RENAME, { dom: this, new_name: name, flags }, options);
    return new Domain(this.session, { name, uuid: this.uuid, id: this.id });
  }

  /** The running job's progress; `type` is a DomainJobType, times are ms, sizes bytes. */
  getJobInfo(options?: CallOptions): Promise<DomainJobInfo> {
    return this.session.call(procedures.DOMAIN_GET_JOB_INFO, { dom: this }, options);
  }

  /** As getJobInfo with everything the hypervisor knows; `flags` are DomainGetJobStatsFlags. */
  async getJobStats(flags = 0, options?: CallOptions): Promise<{ type: number; parameters: Parameters }> {
    const { type, params } = await this.session.call(
      procedures.DOMAIN_GET_JOB_STATS,
      { dom: this, flags },
      options,
    );
    return { type, parameters: toParameters(params) };
  }

  /** `flags` are DomainAbortJobFlags, which need libvirt 8.5. */
  async abortJob(flags = 0, options?: CallOptions): Promise<void> {
    if (flags === 0) await this.session.call(procedures.DOMAIN_ABORT_JOB, { dom: this }, options);
    else await this.session.call(procedures.DOMAIN_ABORT_JOB_FLAGS, { dom: this, flags }, options);
  }

  /** `flags` are DomainSnapshotCreateFlags. */
  async snapshotCreateXML(xml: string, flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    const args = { dom: this, xml_desc: xml, flags };
    const { snap } = await this.session.call(snapshotProcedures.DOMAIN_SNAPSHOT_CREATE_XML, args, options);
    return new DomainSnapshot(this.session, snap);
  }

  /** `flags` are DomainSnapshotListFlags. */
  async listAllSnapshots(flags = 0, options?: CallOptions): Promise<DomainSnapshot[]> {
    const args = { dom: this, need_results: true, flags };
    const { snapshots } = await this.session.call(
      snapshotProcedures.DOMAIN_LIST_ALL_SNAPSHOTS,
      args,
      options,
    );
    return snapshots.map((snap) => new DomainSnapshot(this.session, snap));
  }

  async snapshotLookupByName(name: string, flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    const args = { dom: this, name, flags };
    const { snap } = await this.session.call(
      snapshotProcedures.DOMAIN_SNAPSHOT_LOOKUP_BY_NAME,
      args,
      options,
    );
    return new DomainSnapshot(this.session, snap);
  }

  async snapshotCurrent(flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    const { snap } = await this.session.call(
      snapshotProcedures.DOMAIN_SNAPSHOT_CURRENT,
      { dom: this, flags },
      options,
    );
    return new DomainSnapshot(this.session, snap);
  }
}
