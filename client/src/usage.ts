import type { CapacityQuery } from '../../lib/contract/host.ts';
import { capacityList } from '../../lib/contract/lists.ts';
import { storage } from '../../lib/contract/storage.ts';
import {
  hostUsageHistory,
  nodeUsageHistory,
  usageNow,
  type UsageQuery,
  type UsageWindow,
} from '../../lib/contract/usage.ts';
import { type Abortable, type Http, query, segment } from './http.ts';
import { type BootTimesQuery, bootTimes } from '../../lib/contract/boot-times.ts';

/** What hosts and nodes use. */
export function usageRequests(http: Http) {
  return {
    /** Hosts, and the domains that use most. */
    now: ({ host, sort, limit }: Partial<UsageQuery> = {}, options?: Abortable) =>
      http.json(usageNow, 'GET', `/usage${query({ host, sort, limit: limit?.toString() })}`, options),
    ofHost: (host: string, window: UsageWindow, options?: Abortable) =>
      http.json(hostUsageHistory, 'GET', `/hosts/${segment(host)}/usage${query({ window })}`, options),
    ofNode: (node: string, window: UsageWindow, options?: Abortable) =>
      http.json(nodeUsageHistory, 'GET', `/nodes/${segment(node)}/usage${query({ window })}`, options),
  };
}

/** How many more nodes of a template, or of each, fit on each host. */
export const capacityRequest =
  (http: Http) =>
  async ({ template, vcpus, memoryMiB, diskGiB }: CapacityQuery = {}) => {
    const size = { vcpus: vcpus?.toString(), memoryMiB: memoryMiB?.toString(), diskGiB: diskGiB?.toString() };
    return (await http.json(capacityList, 'GET', `/capacity${query({ template, ...size })}`)).hosts;
  };

/** How long the stages of past boots took. */
export const bootTimesRequest =
  (http: Http) =>
  ({ by, template, host, orchestrator, days }: Partial<BootTimesQuery> = {}, options?: Abortable) => {
    const which = { by, template, host, orchestrator, days: days?.toString() };
    return http.json(bootTimes, 'GET', `/boot-times${query(which)}`, options);
  };

/** What recordings and history take. */
export const storageRequest = (http: Http) => () => http.json(storage, 'GET', '/storage');
