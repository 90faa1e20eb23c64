/* oxlint-disable typescript/require-await -- the interface is made of promises, memory answers at once */
import { ConsoleError } from '../../lib/contract/error.ts';
import type {
  DhcpSurvey,
  Disconnected,
  HostNetworks,
  NetworkInspection,
  NetworkPlan,
} from '../hypervisor/api.ts';

/** The networks of a host in memory: that of the nodes, and `theirs`, somebody else's. */
export class MemoryNetworks implements HostNetworks {
  /** How the nodes' network is found. */
  inspection: NetworkInspection = { state: 'ready', differences: [], bridge: 'ven-bridge', gateway: null };
  /** Who answers DHCP requests on every bridge. */
  dhcp: DhcpSurvey | null = { programs: [], offers: [], problem: null };
  /** The address that DHCP assigns to every node. */
  lease: string | null = null;
  /** What its DHCP server has logged. */
  log: string | null = null;
  /** What would change in `theirs`. */
  plan: NetworkPlan | null = null;
  /** Whose links a restart of it interrupts for good. */
  disconnected: readonly Disconnected[] = [];
  /** Networks whose interrupted restart was finished. */
  readonly restarted: string[] = [];
  beforeRestart = (): Promise<void> => Promise.resolve();

  inspect = async () => this.inspection;
  surveyDhcp = async () => this.dhcp;
  ensure = async () => {
    this.inspection = { ...this.inspection, state: 'ready', differences: [] };
  };
  removeIfUnused = async () => true;
  users = async () => ({ users: [], unreadable: [] });
  subnet = async (): Promise<string | null> => null;
  subnetProblem = async (): Promise<string | null> => null;
  freeSubnet = async () => '192.0.2';
  address = async () => this.lease;
  dhcpLog = async () => this.log;
  planOptions = async (name: string) => this.#planOf(name);

  async changeOptions(name: string, _: unknown, { hash }: { readonly hash: string }) {
    const plan = this.#planOf(name);
    if (plan.hash !== hash)
      throw new ConsoleError('conflict', `The network "${name}" has changed meanwhile.`);
    await this.beforeRestart();
    this.plan = { ...plan, before: plan.after, restart: false };
    return this.disconnected;
  }

  async finishRestart(name: string) {
    this.restarted.push(name);
    return [];
  }

  #planOf(name: string): NetworkPlan {
    if (name === 'theirs' && this.plan !== null) return this.plan;
    throw new ConsoleError('not-found', `The host has no network "${name}".`, { fix: 'Check its name.' });
  }
}
