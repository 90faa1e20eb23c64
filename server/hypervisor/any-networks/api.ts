import type {
  HostNetworkDetail,
  HostNetworkRequest,
  HostObjectAction,
} from '../../../lib/contract/host-network.ts';

/** Networks of a host, whoever made them. */
export interface AnyNetworks {
  get(name: string): Promise<HostNetworkDetail>;
  /** Defines and starts it; throws `conflict` when its name or addresses are taken. */
  create(request: HostNetworkRequest): Promise<void>;
  /** Replaces its definition; throws `invalid` for another name or UUID, or XML that libvirt does not take. */
  define(name: string, xml: string): Promise<void>;
  act(name: string, action: HostObjectAction): Promise<void>;
  /** Stops and undefines it. */
  remove(name: string): Promise<void>;
}
