/** A NAT network, which boots its machines from an orchestrator if that has a boot program. */
export interface NetworkModel {
  readonly name: string;
  readonly installation: string;
  /** The first three octets of the /24; the host is .1. */
  readonly subnet: string;
  readonly bootProgramUrl: string | null;
  /** For an iPXE without an embedded script; null with a real orchestrator's signed iPXE. */
  readonly bootScriptUrl: string | null;
  /** Names that resolve to `address` inside the network (the simulator's; a real orchestrator's if overridden). */
  readonly names: readonly { readonly address: string; readonly names: readonly string[] }[];
}

/** How a network of the console is now. */
export interface NetworkInspection {
  readonly state:
    | 'missing'
    /** The name is taken by a network that is not the console's. */
    | 'foreign'
    | 'inactive'
    /** It boots its machines in another way than its model. */
    | 'different'
    | 'ready';
  /** Lines to take away (-) and to add (+). */
  readonly differences: readonly string[];
  /** Of the active network. */
  readonly bridge: string | null;
  /** This machine's address in the active network; null when the host is another machine. */
  readonly gateway: string | null;
}

/** Where DHCP servers are looked for. */
export interface DhcpPlace {
  readonly bridge: string;
  /** The address of the network's own server, which also is this machine's; null if somebody else's has to answer. */
  readonly server: string | null;
}

/** What a DHCP server offered a machine that it does not know. */
export interface DhcpOffer {
  /** Its identifier: an address. */
  readonly server: string;
  readonly address: string | null;
  readonly bootFile: string | null;
  /** Address or name of the server that has the boot file. */
  readonly nextServer: string | null;
}

/** DHCP servers other than the network's own. */
export interface DhcpSurvey {
  /** Programs of this machine that may answer; null when that cannot be seen. */
  readonly programs: readonly string[] | null;
  /** Of those that answered a broadcast. */
  readonly offers: readonly DhcpOffer[];
  /** Why nothing could be broadcast; continues "not asked:". */
  readonly problem: string | null;
}

/** What a network that somebody else made has to be told, so that nodes of an orchestrator boot in it. */
export interface WantedOptions {
  readonly orchestrator: string;
  readonly bootProgramUrl: string;
  readonly bootScriptUrl: string | null;
  /** An address, or the network's own for `gateway`. */
  readonly hosts: readonly { readonly address: string; readonly names: readonly string[] }[];
}

/** What would change in such a network. */
export interface NetworkPlan {
  /** Its definition, for its next start. */
  readonly before: string;
  readonly after: string;
  /** The orchestrator whose options the console has added. */
  readonly applied: string | null;
  /** Of those, what somebody else has taken away. */
  readonly missing: readonly string[];
  /** It runs with other options than `after` has. */
  readonly restart: boolean;
  /** Domains that run in it, or may. */
  readonly running: readonly string[];
  /** Differs whenever anything of this does. */
  readonly hash: string;
}

/** A running domain that could not be connected to its network again. */
export interface Disconnected {
  readonly domain: string;
  readonly reason: string;
}

/** The installation's networks, by name; and what it adds to others. */
export interface HostNetworks {
  /** Of a network that somebody else made; `wanted` null takes back what the console has added to it. */
  planOptions(name: string, wanted: WantedOptions | null): Promise<NetworkPlan>;
  /** Does what the plan of that hash says; `conflict` if the network would now be changed otherwise. */
  changeOptions(
    name: string,
    wanted: WantedOptions | null,
    confirmed: { readonly hash: string; readonly restart: boolean },
  ): Promise<readonly Disconnected[]>;
  /** Starts it again after a restart that was interrupted. */
  finishRestart(name: string): Promise<readonly Disconnected[]>;
  inspect(model: NetworkModel): Promise<NetworkInspection>;
  /**
   * Who answers DHCP requests there; null when the host is another machine. Takes some seconds, because servers check an
   * address before they offer it; ends early when `signal` aborts. Requests no lease, and does not reject.
   */
  surveyDhcp(place: DhcpPlace, signal: AbortSignal): Promise<DhcpSurvey | null>;
  ensure(model: NetworkModel): Promise<void>;
  /** Removes it if no domain uses it. True if it no longer exists. */
  removeIfUnused(name: string): Promise<boolean>;
  /** Domains with an interface in it, and those whose definition could not be read. */
  users(name: string): Promise<{ readonly users: readonly string[]; readonly unreadable: readonly string[] }>;
  /** The first three octets of its /24; null if there is no such network. */
  subnet(name: string): Promise<string | null>;
  /**
   * Why a network of the console cannot have this /24, given by its first three octets; null if it can.
   */
  subnetProblem(name: string, subnet: string): Promise<string | null>;
  /**
   * A /24 that overlaps no libvirt network and, on this machine, no address or route; `preferred` if that is free.
   */
  freeSubnet(preferred?: string): Promise<string>;
  /**
   * What its DHCP server has written about what it did, as lines of dnsmasq with `log-dhcp`, the oldest first; null if it
   * keeps no log that the console can read: it is somebody else's, on another machine, or could not open the file.
   */
  dhcpLog(name: string): Promise<string | null>;
  /** From DHCP leases (and the ARP table, which is all there is for a bridge). */
  address(network: string, mac: string): Promise<string | null>;
}
