import { hostCheckStep } from '../../lib/contract/host-check.ts';
import { hostResources } from '../../lib/contract/host-resources.ts';
import type { HostInput, HostRemoval } from '../../lib/contract/host-settings.ts';
import { host } from '../../lib/contract/host.ts';
import { hostList } from '../../lib/contract/lists.ts';
import {
  type NetworkChangeQuery,
  type NetworkChangeRequest,
  networkChange,
  networkChanged,
} from '../../lib/contract/network-change.ts';
import { type Abortable, type Http, LINES, query, segment } from './http.ts';
import { orphanList, orphansCleaned } from '../../lib/contract/orphan.ts';

const optionsOf = (host: string, network: string): string =>
  `/hosts/${segment(host)}/networks/${segment(network)}/boot-options`;

export function hostRequests(http: Http) {
  return {
    list: async () => (await http.json(hostList, 'GET', '/hosts')).hosts,
    get: (name: string) => http.json(host, 'GET', `/hosts/${segment(name)}`),
    add: (body: HostInput) => http.json(host, 'POST', '/hosts', { body }),
    edit: (body: HostInput) => http.json(host, 'PUT', `/hosts/${segment(body.name)}`, { body }),
    /** The steps as they end; changes nothing. */
    check: (body: HostInput, { signal }: Abortable = {}) =>
      http.lines(hostCheckStep, 'POST', '/hosts/check', {
        ...{ body, ...LINES },
        ...(signal === undefined ? {} : { signal }),
      }),
    /** `forget`: its name once more, if its nodes and images are to stay there, unknown to the console. */
    remove: (name: string, { forget }: HostRemoval = {}) =>
      http.text('DELETE', `/hosts/${segment(name)}${query({ forget })}`),
    resources: (name: string) => http.json(hostResources, 'GET', `/hosts/${segment(name)}/resources`),
    /** What a change of the boot options of somebody else's network would do. */
    networkChange: (host: string, network: string, { change, orchestrator }: NetworkChangeQuery) =>
      http.json(networkChange, 'GET', `${optionsOf(host, network)}${query({ change, orchestrator })}`),
    changeNetwork: (host: string, network: string, body: NetworkChangeRequest) =>
      http.json(networkChanged, 'POST', optionsOf(host, network), { body }),
  };
}

/** What belongs to nobody. */
export function orphanRequests(http: Http) {
  return {
    list: () => http.json(orphanList, 'GET', '/orphans', { endless: true }),
    /** Exactly these. */
    clean: async (ids: readonly string[]) =>
      (await http.json(orphansCleaned, 'POST', '/orphans/clean', { body: { ids }, endless: true })).results,
  };
}
