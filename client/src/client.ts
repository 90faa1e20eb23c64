import { accountRequests } from './accounts.ts';
import { bootTimesRequest, capacityRequest, storageRequest, usageRequests } from './usage.ts';
import { checkpointRequests } from './checkpoints.ts';
import { demoRequests } from './demo.ts';
import { domainRequests } from './domains.ts';
import { exportRequest } from './exports.ts';
import { networkRequests, poolRequests } from './host-objects.ts';
import { faultRequests } from './faults.ts';
import { hostRequests, orphanRequests } from './hosts.ts';
import { type ClientOptions, Http } from './http.ts';
import { imageRequests } from './images.ts';
import { nodeRequests } from './nodes.ts';
import { orchestratorRequests } from './orchestrators.ts';
import { presentationRequests } from './presentations.ts';
import { recordingRequests } from './recordings.ts';
import { ruleRequests } from './rules.ts';
import { bulkRequests, operationRequests, runRequests } from './runs.ts';
import { scheduleRequests } from './schedules.ts';
import { serialTailsRequest } from './serial-tails.ts';
import { searchRequests } from './search.ts';
import { guestRequests, shareRequests } from './shares.ts';
import { templateRequests } from './templates.ts';
import { webhookRequests } from './webhooks.ts';

/** The console's REST API, one method per request. */
export function createClient(options: ClientOptions) {
  const http = new Http(options);
  return {
    url: options.url,
    headers: options.headers ?? {},
    ...accountRequests(http),
    nodes: nodeRequests(http),
    orchestrators: orchestratorRequests(http),
    operations: operationRequests(http),
    bulks: bulkRequests(http),
    runs: runRequests(http),
    hosts: hostRequests(http),
    domains: domainRequests(http),
    networks: networkRequests(http),
    pools: poolRequests(http),
    orphans: orphanRequests(http),
    templates: templateRequests(http),
    checkpoints: checkpointRequests(http),
    faults: faultRequests(http),
    images: imageRequests(http),
    capacity: capacityRequest(http),
    export: exportRequest(http),
    bootTimes: bootTimesRequest(http),
    serialTails: serialTailsRequest(http),
    storage: storageRequest(http),
    usage: usageRequests(http),
    recordings: recordingRequests(http),
    ...{ presentations: presentationRequests(http), rules: ruleRequests(http), demo: demoRequests(http) },
    webhooks: webhookRequests(http),
    schedules: scheduleRequests(http),
    search: searchRequests(http),
    shares: shareRequests(http),
    guest: guestRequests(http),
  };
}

export type ConsoleClient = ReturnType<typeof createClient>;
