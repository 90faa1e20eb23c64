import { hostRequest, type HostRequest, type HostSettings } from '../../lib/contract/host-settings.ts';
import type { Host } from '../../lib/contract/host.ts';
import type { Actor, Core } from '../core/api.ts';
import { eventually } from './eventually.ts';

export const ADMIN: Actor = { userId: 'u', name: 'admin@localhost', role: 'admin' };

/** A host of another machine, to add or edit. */
export const far = (uri: string, settings: Partial<HostSettings> = {}): HostRequest =>
  hostRequest.parse({ name: 'far', uri, settings });

export const connected = (core: Core, name = 'far'): Promise<Host> =>
  eventually(`the connection to ${name}`, async () => {
    const host = await core.hosts.get(name);
    if (host.state === 'unreachable') throw new Error(`${host.reason}`);
    return host.state === 'connected' && host.capacity !== null ? host : undefined;
  });
