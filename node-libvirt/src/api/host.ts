import { NodeGetCPUStatsAllCPUs, NodeGetMemoryStatsAllCells } from '../constants/host.ts';
import { connectionProcedures as procedures } from '../protocol/connection.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { Value } from '../xdr/codec.ts';
import type { TypedParameter } from '../protocol/types.ts';
import type { Domain } from './domain.ts';
import type { Session } from './session.ts';
import type { Parameters } from './typed-parameters.ts';
import { toParameters } from './typed-parameters.ts';

export interface NodeInfo {
  /** The CPU's architecture, such as `x86_64`. */
  readonly model: string;
  /** KiB; see nodeGetMemoryStats where memory can be added while running. */
  readonly memory: bigint;
  /** CPUs on line. */
  readonly cpus: number;
  readonly mhz: number;
  /** NUMA cells. */
  readonly nodes: number;
  /** Sockets of each cell, cores of each socket, threads of each core. */
  readonly sockets: number;
  readonly cores: number;
  readonly threads: number;
}

/** `model` travels as a C character array filled up with NULs. */
export function toNodeInfo(raw: Value<(typeof procedures.NODE_GET_INFO)['result']>): NodeInfo {
  const end = raw.model.indexOf(0);
  const characters = raw.model.slice(0, end < 0 ? raw.model.length : end).map((code) => code & 0xff);
  return { ...raw, model: Buffer.from(characters).toString('utf8') };
}

/** One domain's statistics; the names are those of virConnectGetAllDomainStats, such as `balloon.current`. */
export interface DomainStats {
  readonly domain: Domain;
  readonly stats: Parameters;
}

export function toDomainStats(domain: Domain, params: readonly TypedParameter[]): DomainStats {
  return { domain, stats: toParameters(params) };
}

/** Which emulator getDomainCapabilities asks about; whatever is left out, libvirt chooses. */
export interface EmulatorChoice {
  readonly emulatorbin?: string;
  readonly arch?: string;
  readonly machine?: string;
  readonly virttype?: string;
}

/** Information about the daemon and the host it runs on. */
export abstract class HostConnection {
  /** @internal */
  protected abstract readonly session: Session;

  /** The driver's name, such as `QEMU`. */
  async getType(options?: CallOptions): Promise<string> {
    return (await this.session.call(procedures.CONNECT_GET_TYPE, {}, options)).type;
  }

  /** The hypervisor's version as 1,000,000 × major + 1,000 × minor + release. */
  async getVersion(options?: CallOptions): Promise<number> {
    return Number((await this.session.call(procedures.CONNECT_GET_VERSION, {}, options)).hv_ver);
  }

  /** The daemon's libvirt version, counted like getVersion. */
  async getLibVersion(options?: CallOptions): Promise<number> {
    return Number((await this.session.call(procedures.CONNECT_GET_LIB_VERSION, {}, options)).lib_ver);
  }

  async getHostname(options?: CallOptions): Promise<string> {
    return (await this.session.call(procedures.CONNECT_GET_HOSTNAME, {}, options)).hostname;
  }

  /** The URI the daemon has opened, as seen from its own host. */
  async getURI(options?: CallOptions): Promise<string> {
    return (await this.session.call(procedures.CONNECT_GET_URI, {}, options)).uri;
  }

  /** XML. */
  async getCapabilities(options?: CallOptions): Promise<string> {
    return (await this.session.call(procedures.CONNECT_GET_CAPABILITIES, {}, options)).capabilities;
  }

  /** XML. */
  async getDomainCapabilities(
    choice: EmulatorChoice = {},
    flags = 0,
    options?: CallOptions,
  ): Promise<string> {
    const { emulatorbin = null, arch = null, machine = null, virttype = null } = choice;
    const args = { emulatorbin, arch, machine, virttype, flags };
    return (await this.session.call(procedures.CONNECT_GET_DOMAIN_CAPABILITIES, args, options)).capabilities;
  }

  async getMaxVcpus(type: string | null = null, options?: CallOptions): Promise<number> {
    return (await this.session.call(procedures.CONNECT_GET_MAX_VCPUS, { type }, options)).max_vcpus;
  }

  /** The host's SMBIOS data as XML. */
  async getSysinfo(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.session.call(procedures.CONNECT_GET_SYSINFO, { flags }, options)).sysinfo;
  }

  async nodeGetInfo(options?: CallOptions): Promise<NodeInfo> {
    return toNodeInfo(await this.session.call(procedures.NODE_GET_INFO, {}, options));
  }

  /** Bytes. */
  async nodeGetFreeMemory(options?: CallOptions): Promise<bigint> {
    return (await this.session.call(procedures.NODE_GET_FREE_MEMORY, {}, options)).freeMem;
  }

  /** Nanoseconds by field (`kernel`, `user`, `idle`, `iowait`, …), of one CPU or of all together. */
  async nodeGetCPUStats(
    cpu: number = NodeGetCPUStatsAllCPUs.ALL_CPUS,
    flags = 0,
    options?: CallOptions,
  ): Promise<Record<string, bigint>> {
    // As in C: the first call, with no room for fields, returns their number.
    const { nparams } = await this.session.call(
      procedures.NODE_GET_CPU_STATS,
      { cpuNum: cpu, nparams: 0, flags },
      options,
    );
    const { params } = await this.session.call(
      procedures.NODE_GET_CPU_STATS,
      { cpuNum: cpu, nparams, flags },
      options,
    );
    return Object.fromEntries(params.map(({ field, value }) => [field, value]));
  }

  /** KiB by field (`total`, `free`, `buffers`, `cached`), of one NUMA cell or of all together. */
  async nodeGetMemoryStats(
    cell: number = NodeGetMemoryStatsAllCells.ALL_CELLS,
    flags = 0,
    options?: CallOptions,
  ): Promise<Record<string, bigint>> {
    const query = { cellNum: cell, flags };
    const { nparams } = await this.session.call(
      procedures.NODE_GET_MEMORY_STATS,
      { ...query, nparams: 0 },
      options,
    );
    const { params } = await this.session.call(
      procedures.NODE_GET_MEMORY_STATS,
      { ...query, nparams },
      options,
    );
    return Object.fromEntries(params.map(({ field, value }) => [field, value]));
  }
}
