import type { HostCheckStep } from '../../../lib/contract/host-check.ts';
import type { HostResources } from '../../../lib/contract/host-resources.ts';
import type { HostRemoval, HostRequest } from '../../../lib/contract/host-settings.ts';
import type { Host } from '../../../lib/contract/host.ts';
import type { Actor } from '../access/actor.ts';

export interface HostsSection {
  list(): Promise<Host[]>;
  get(name: string): Promise<Host>;
  /** Does not wait for a connection. */
  add(request: HostRequest, actor: Actor): Promise<Host>;
  edit(request: HostRequest, actor: Actor): Promise<Host>;
  /** Step by step, as the steps end; saves nothing. */
  check(
    request: HostRequest,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<HostCheckStep, void>>;
  /** Throws `conflict` while it has nodes or images, unless `forget` repeats its name: then they stay there. */
  remove(name: string, query: HostRemoval, actor: Actor): Promise<void>;
  /** Networks, bridges and pools that nodes can use. */
  resources(name: string): Promise<HostResources>;
}
