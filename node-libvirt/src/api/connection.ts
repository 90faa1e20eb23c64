import { connectionProcedures as procedures } from '../protocol/connection.ts';
import { domainProcedures } from '../protocol/domain.ts';
import { networkProcedures } from '../protocol/network.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { poolProcedures, volumeProcedures } from '../protocol/storage.ts';
import type { LibvirtError } from '../error.ts';
import { invalidArgument } from '../error.ts';
import type { DomainRef, NetworkRef, PoolRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { LibvirtStream } from '../rpc/stream.ts';
import type { KeepAliveSettings } from '../rpc/keep-alive.ts';
import { dialFor } from '../transport/dial.ts';
import type { Dial } from '../transport/transport.ts';
import { parseURI } from '../transport/uri.ts';
import { Domain } from './domain.ts';
import { EventConnection } from './event-connection.ts';
import type { DomainStats } from './host.ts';
import { toDomainStats } from './host.ts';
import { Network } from './network.ts';
import { NodeDevice } from './node-device.ts';
import { Secret } from './secret.ts';
import type { StreamRequest } from './stream-opening.ts';
import { Session } from './session.ts';
import { StoragePool } from './storage-pool.ts';
import { StorageVol } from './storage-vol.ts';

export interface OpenOptions extends CallOptions {
  /** Open read-only; the daemon refuses calls that change anything. */
  readonly readOnly?: boolean;
  /** Accept `no_verify=1` in the URI, which disables verification of the server's identity. */
  readonly allowUnverified?: boolean;
  /** Options of ssh, as in its configuration (`Keyword=value`); they prevail over those of the URI and the user. */
  readonly sshOptions?: readonly string[];
  /** Keep-alive: by default every 5 s, with 5 unanswered pings allowed; false never pings. */
  readonly keepAlive?: KeepAliveSettings | false;
  /**
   * Default timeout of a call in milliseconds, by the name of its procedure (`STORAGE_POOL_REFRESH`). Without it, a
   * call that the daemon never answers waits as long as the connection lives.
   */
  readonly callTimeout?: (call: string) => number;
  /** Returns the default abort signal of a call; evaluated for every call without its own signal. */
  readonly callSignal?: () => AbortSignal | undefined;
  /** Replaces the transport of the URI, which then only names what the daemon should open. */
  readonly dial?: Dial;
}

const defaultKeepAlive: KeepAliveSettings = { interval: 5, count: 5 };

/** A connection to a libvirt daemon. */
export class Connection extends EventConnection {
  /** @internal */
  protected readonly session: Session;

  private constructor(session: Session) {
    super();
    this.session = session;
  }

  /**
   * Connects to `uri` (libvirt's rules: https://libvirt.org/uri.html); without one to LIBVIRT_DEFAULT_URI, else to
   * whatever the local daemon chooses. Rejects with `refused` when the connection fails.
   */
  static async open(uri = process.env.LIBVIRT_DEFAULT_URI, options: OpenOptions = {}): Promise<Connection> {
    const {
      readOnly = false,
      allowUnverified = false,
      sshOptions = [],
      keepAlive = defaultKeepAlive,
      dial,
      callTimeout,
      callSignal,
      ...callOptions
    } = options;
    const parsed = uri === undefined || uri === '' ? undefined : parseURI(uri);
    const session = await Session.open(
      {
        dial: dial ?? dialFor(parsed, { readOnly, allowUnverified, sshOptions }),
        name: parsed?.name ?? '',
        readOnly,
        keepAlive: keepAlive === false ? undefined : keepAlive,
        callTimeout,
        callSignal,
      },
      callOptions,
    );
    return new Connection(session);
  }

  /** Closes; outstanding calls are rejected as `closed`, open streams end with that error. Safe to call twice. */
  close(): Promise<void> {
    return this.session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Resolves, never rejects, with the reason when the connection is over: `closed` here, or `lost`. */
  get closed(): Promise<LibvirtError> {
    return this.session.closed;
  }

  isAlive(): boolean {
    return this.session.isAlive;
  }

  /** Calls any procedure, including those without a method here; see README, "Adding a procedure". */
  call<Args, Result>(procedure: Procedure<Args, Result>, args: Args, options?: CallOptions): Promise<Result> {
    return this.session.call(procedure, args, options);
  }

  /** Like `call`, for a procedure that opens a stream; `direction` is the direction of its bytes. */
  openStream<Args, Result>(
    request: StreamRequest<Args, Result>,
    options?: CallOptions,
  ): Promise<{ result: Result; stream: LibvirtStream }> {
    return this.session.openStream(request, options);
  }

  /** `flags` are ListAllDomainsFlags; 0 lists all. */
  async listAllDomains(flags = 0, options?: CallOptions): Promise<Domain[]> {
    const { domains } = await this.call(
      procedures.CONNECT_LIST_ALL_DOMAINS,
      { need_results: true, flags },
      options,
    );
    return domains.map((dom) => new Domain(this.session, dom));
  }

  async domainLookupByName(name: string, options?: CallOptions): Promise<Domain> {
    return this.#domain(await this.call(domainProcedures.DOMAIN_LOOKUP_BY_NAME, { name }, options));
  }

  async domainLookupByUUID(uuid: string, options?: CallOptions): Promise<Domain> {
    return this.#domain(await this.call(domainProcedures.DOMAIN_LOOKUP_BY_UUID, { uuid }, options));
  }

  async domainLookupByID(id: number, options?: CallOptions): Promise<Domain> {
    return this.#domain(await this.call(domainProcedures.DOMAIN_LOOKUP_BY_ID, { id }, options));
  }

  /** Defines without starting; `flags` are DomainDefineFlags. */
  async domainDefineXML(xml: string, flags = 0, options?: CallOptions): Promise<Domain> {
    return this.#domain(await this.call(domainProcedures.DOMAIN_DEFINE_XML_FLAGS, { xml, flags }, options));
  }

  /** Starts without defining: the domain is gone when it stops. `flags` are DomainCreateFlags. */
  async domainCreateXML(xml: string, flags = 0, options?: CallOptions): Promise<Domain> {
    return this.#domain(
      await this.call(domainProcedures.DOMAIN_CREATE_XML, { xml_desc: xml, flags }, options),
    );
  }

  /** Starts from a file made by Domain.save(); `dxml` replaces the definition kept in it. */
  async domainRestore(
    from: string,
    dxml: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await this.call(domainProcedures.DOMAIN_RESTORE_FLAGS, { from, dxml, flags }, options);
  }

  /** Statistics of all domains in one call; `stats` are DomainStatsTypes, 0 for all; see virConnectGetAllDomainStats. */
  getAllDomainStats(stats = 0, flags = 0, options?: CallOptions): Promise<DomainStats[]> {
    return this.#stats([], stats, flags, options);
  }

  /** Like getAllDomainStats, but only for these domains. */
  async domainListGetStats(
    domains: readonly Domain[],
    stats = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<DomainStats[]> {
    // On the wire, an empty list means all domains.
    if (domains.length === 0) throw invalidArgument('domainListGetStats needs at least one domain');
    return this.#stats(domains, stats, flags, options);
  }

  /** `flags` are ListAllNetworksFlags. */
  async listAllNetworks(flags = 0, options?: CallOptions): Promise<Network[]> {
    const { nets } = await this.call(
      procedures.CONNECT_LIST_ALL_NETWORKS,
      { need_results: true, flags },
      options,
    );
    return nets.map((net) => new Network(this.session, net));
  }

  async networkLookupByName(name: string, options?: CallOptions): Promise<Network> {
    return this.#network(await this.call(networkProcedures.NETWORK_LOOKUP_BY_NAME, { name }, options));
  }

  async networkLookupByUUID(uuid: string, options?: CallOptions): Promise<Network> {
    return this.#network(await this.call(networkProcedures.NETWORK_LOOKUP_BY_UUID, { uuid }, options));
  }

  /** `flags` are NetworkDefineFlags, which need libvirt 7.7. */
  async networkDefineXML(xml: string, flags = 0, options?: CallOptions): Promise<Network> {
    if (flags === 0)
      return this.#network(await this.call(networkProcedures.NETWORK_DEFINE_XML, { xml }, options));
    return this.#network(
      await this.call(networkProcedures.NETWORK_DEFINE_XML_FLAGS, { xml, flags }, options),
    );
  }

  /** Starts without defining: the network is gone when it stops. `flags` are NetworkCreateFlags (libvirt 7.8). */
  async networkCreateXML(xml: string, flags = 0, options?: CallOptions): Promise<Network> {
    if (flags === 0)
      return this.#network(await this.call(networkProcedures.NETWORK_CREATE_XML, { xml }, options));
    return this.#network(
      await this.call(networkProcedures.NETWORK_CREATE_XML_FLAGS, { xml, flags }, options),
    );
  }

  /** `flags` are ListAllStoragePoolsFlags. */
  async listAllStoragePools(flags = 0, options?: CallOptions): Promise<StoragePool[]> {
    const args = { need_results: true, flags };
    const { pools } = await this.call(procedures.CONNECT_LIST_ALL_STORAGE_POOLS, args, options);
    return pools.map((pool) => new StoragePool(this.session, pool));
  }

  async storagePoolLookupByName(name: string, options?: CallOptions): Promise<StoragePool> {
    return this.#pool(await this.call(poolProcedures.STORAGE_POOL_LOOKUP_BY_NAME, { name }, options));
  }

  async storagePoolLookupByUUID(uuid: string, options?: CallOptions): Promise<StoragePool> {
    return this.#pool(await this.call(poolProcedures.STORAGE_POOL_LOOKUP_BY_UUID, { uuid }, options));
  }

  async storagePoolLookupByVolume(vol: StorageVol, options?: CallOptions): Promise<StoragePool> {
    return this.#pool(await this.call(poolProcedures.STORAGE_POOL_LOOKUP_BY_VOLUME, { vol }, options));
  }

  async storagePoolLookupByTargetPath(path: string, options?: CallOptions): Promise<StoragePool> {
    return this.#pool(await this.call(poolProcedures.STORAGE_POOL_LOOKUP_BY_TARGET_PATH, { path }, options));
  }

  /** `flags` are StoragePoolDefineFlags. */
  async storagePoolDefineXML(xml: string, flags = 0, options?: CallOptions): Promise<StoragePool> {
    return this.#pool(await this.call(poolProcedures.STORAGE_POOL_DEFINE_XML, { xml, flags }, options));
  }

  /** Starts without defining; `flags` are StoragePoolCreateFlags. */
  async storagePoolCreateXML(xml: string, flags = 0, options?: CallOptions): Promise<StoragePool> {
    return this.#pool(await this.call(poolProcedures.STORAGE_POOL_CREATE_XML, { xml, flags }, options));
  }

  async storageVolLookupByKey(key: string, options?: CallOptions): Promise<StorageVol> {
    const { vol } = await this.call(volumeProcedures.STORAGE_VOL_LOOKUP_BY_KEY, { key }, options);
    return new StorageVol(this.session, vol);
  }

  async storageVolLookupByPath(path: string, options?: CallOptions): Promise<StorageVol> {
    const { vol } = await this.call(volumeProcedures.STORAGE_VOL_LOOKUP_BY_PATH, { path }, options);
    return new StorageVol(this.session, vol);
  }

  /** `flags` are ListAllNodeDeviceFlags. */
  async listAllNodeDevices(flags = 0, options?: CallOptions): Promise<NodeDevice[]> {
    const args = { need_results: true, flags };
    const { devices } = await this.call(procedures.CONNECT_LIST_ALL_NODE_DEVICES, args, options);
    return devices.map((device) => new NodeDevice(this.session, device));
  }

  /** `flags` are ListAllSecretsFlags. */
  async listAllSecrets(flags = 0, options?: CallOptions): Promise<Secret[]> {
    const { secrets } = await this.call(
      procedures.CONNECT_LIST_ALL_SECRETS,
      { need_results: true, flags },
      options,
    );
    return secrets.map((secret) => new Secret(this.session, secret));
  }

  /** Of `domains`, or of all when there are none. */
  async #stats(
    domains: readonly Domain[],
    stats: number,
    flags: number,
    options: CallOptions | undefined,
  ): Promise<DomainStats[]> {
    const args = { doms: [...domains], stats, flags };
    const { retStats } = await this.call(procedures.CONNECT_GET_ALL_DOMAIN_STATS, args, options);
    return retStats.map(({ dom, params }) => toDomainStats(new Domain(this.session, dom), params));
  }

  #domain({ dom }: { dom: DomainRef }): Domain {
    return new Domain(this.session, dom);
  }

  #network({ net }: { net: NetworkRef }): Network {
    return new Network(this.session, net);
  }

  #pool({ pool }: { pool: PoolRef }): StoragePool {
    return new StoragePool(this.session, pool);
  }
}
