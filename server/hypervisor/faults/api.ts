/**
 * What is made worse of a running machine: never of its definition, so a power-off takes it back. `mac` is that of one of
 * its network cards. Each call can be repeated, and taking something back from a machine that is off does nothing.
 */
export interface HostFaults {
  /** Pulls the cable of a network card, or puts it back. */
  setLink(uuid: string, mac: string, isUp: boolean): Promise<void>;
  /** KiB/s in each direction; null takes the limit away. Rejects where the definition has limits of its own. */
  limitLink(uuid: string, mac: string, rate: number | null): Promise<void>;
  /** Why no packets can be dropped on this host at all; null when they can. */
  readonly lossRefusal: { readonly message: string; readonly fix: string } | null;
  /** Per cent of the packets to the machine; null: none. Rejects where the host is another machine, or has no netem. */
  dropPackets(uuid: string, mac: string, percent: number | null): Promise<void>;
  /** KiB/s of its first disk; null takes the limit away. Rejects where the definition has limits of its own. */
  limitDisk(uuid: string, rate: number | null): Promise<void>;
}
