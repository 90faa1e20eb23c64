import { networkProcedures as procedures } from '../protocol/network.ts';
import type { NetworkRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import { Feature } from './handshake.ts';
import type { Session } from './session.ts';

export interface NetworkDHCPLease {
  readonly iface: string;
  /** Seconds since 1970. */
  readonly expirytime: bigint;
  /** An IPAddrType. */
  readonly type: number;
  readonly mac: string | null;
  readonly iaid: string | null;
  readonly ipaddr: string;
  readonly prefix: number;
  readonly hostname: string | null;
  readonly clientid: string | null;
}

/** A change to one part of a network; see virNetworkUpdate. */
export interface NetworkChange {
  /** A NetworkUpdateCommand. */
  readonly command: number;
  /** A NetworkUpdateSection. */
  readonly section: number;
  /** Which of several equal parents; -1 for the only or first one. */
  readonly parentIndex?: number;
  readonly xml: string;
  /** NetworkUpdateFlags. */
  readonly flags?: number;
}

/** A virtual network by its identity. Holds nothing at the daemon. */
export class Network {
  readonly name: string;
  readonly uuid: string;
  readonly #session: Session;

  /** @internal */
  constructor(session: Session, ref: NetworkRef) {
    this.#session = session;
    this.name = ref.name;
    this.uuid = ref.uuid;
  }

  /** Starts a defined network. */
  async create(options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.NETWORK_CREATE, { net: this }, options);
  }

  /** Stops it; one that was only created, not defined, is gone then. */
  async destroy(options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.NETWORK_DESTROY, { net: this }, options);
  }

  async undefine(options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.NETWORK_UNDEFINE, { net: this }, options);
  }

  async update(change: NetworkChange, options?: CallOptions): Promise<void> {
    const { command, section, parentIndex = -1, xml, flags = 0 } = change;
    // Daemons before 7.2 take the two the wrong way round, for ever (virNetworkUpdate in libvirt-network.c).
    const isInOrder = await this.#session.supports(Feature.NETWORK_UPDATE_HAS_CORRECT_ORDER, options);
    const order = isInOrder ? { command, section } : { command: section, section: command };
    await this.#session.call(
      procedures.NETWORK_UPDATE,
      { net: this, ...order, parentIndex, xml, flags },
      options,
    );
  }

  /** `flags` are NetworkXMLFlags. */
  async getXMLDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.#session.call(procedures.NETWORK_GET_XML_DESC, { net: this, flags }, options)).xml;
  }

  async getBridgeName(options?: CallOptions): Promise<string> {
    return (await this.#session.call(procedures.NETWORK_GET_BRIDGE_NAME, { net: this }, options)).name;
  }

  async getAutostart(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.NETWORK_GET_AUTOSTART, { net: this }, options)).autostart;
  }

  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    await this.#session.call(procedures.NETWORK_SET_AUTOSTART, { net: this, autostart }, options);
  }

  async isActive(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.NETWORK_IS_ACTIVE, { net: this }, options)).active;
  }

  async isPersistent(options?: CallOptions): Promise<boolean> {
    return (await this.#session.call(procedures.NETWORK_IS_PERSISTENT, { net: this }, options)).persistent;
  }

  /** Leases of all guests, or of the one with this MAC address. */
  async getDHCPLeases(
    mac: string | null = null,
    flags = 0,
    options?: CallOptions,
  ): Promise<NetworkDHCPLease[]> {
    const args = { net: this, mac, need_results: true, flags };
    return (await this.#session.call(procedures.NETWORK_GET_DHCP_LEASES, args, options)).leases;
  }
}
