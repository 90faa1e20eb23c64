import { type BulkInput, bulk, bulkList } from '../../lib/contract/bulk.ts';
import { operationResponse, runList } from '../../lib/contract/lists.ts';
import type { ExportFormat } from '../../lib/contract/node-export.ts';
import { type ScaleInput, scalePlan, scaled } from '../../lib/contract/run-scale.ts';
import { type CancelRunInput, retried, type RunReportFormat } from '../../lib/contract/run-control.ts';
import { run } from '../../lib/contract/run.ts';
import { runTimeline } from '../../lib/contract/run-timeline.ts';
import { storage } from '../../lib/contract/storage.ts';
import { accountRequests } from './accounts.ts';
import { bootTimesRequest, capacityRequest, usageRequests } from './usage.ts';
import { checkpointRequests } from './checkpoints.ts';
import { demoRequests } from './demo.ts';
import { domainRequests } from './domains.ts';
import { type ExportSubject, exportPath } from './exports.ts';
import { networkRequests, poolRequests } from './host-objects.ts';
import { faultRequests } from './faults.ts';
import { hostRequests, orphanRequests } from './hosts.ts';
import { type Abortable, type ClientOptions, Http, query, segment } from './http.ts';
import { imageRequests } from './images.ts';
import { nodeRequests } from './nodes.ts';
import { orchestratorRequests } from './orchestrators.ts';
import { presentationRequests } from './presentations.ts';
import { recordingRequests } from './recordings.ts';
import { ruleRequests } from './rules.ts';
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
    operations: {
      get: async (id: string) =>
        (await http.json(operationResponse, 'GET', `/operations/${segment(id)}`)).operation,
    },
    /** Actions on several nodes. */
    bulks: {
      list: async () => (await http.json(bulkList, 'GET', '/bulks')).bulks,
      get: (id: string) => http.json(bulk, 'GET', `/bulks/${segment(id)}`),
      begin: (body: BulkInput) => http.json(bulk, 'POST', '/bulks', { body }),
      /** Leaves out the nodes that still wait. */
      cancel: (id: string) => http.json(bulk, 'DELETE', `/bulks/${segment(id)}`),
    },
    runs: {
      list: async () => (await http.json(runList, 'GET', '/runs')).runs,
      get: (id: string) => http.json(run, 'GET', `/runs/${segment(id)}`),
      report: (id: string, format: RunReportFormat) =>
        http.text('GET', `/runs/${segment(id)}/report${query({ format })}`),
      timeline: (id: string, options?: Abortable) =>
        http.json(runTimeline, 'GET', `/runs/${segment(id)}/timeline`, options),
      pause: (id: string) => http.json(run, 'POST', `/runs/${segment(id)}/pause`),
      resume: (id: string) => http.json(run, 'POST', `/runs/${segment(id)}/resume`),
      cancel: (id: string, body: CancelRunInput) =>
        http.json(run, 'POST', `/runs/${segment(id)}/cancel`, { body }),
      /** Only its failed nodes. */
      retry: (id: string) => http.json(retried, 'POST', `/runs/${segment(id)}/retry`),
      /** What would be done so that a run has so many nodes. */
      planScale: (id: string, count: number) =>
        http.json(scalePlan, 'GET', `/runs/${segment(id)}/scale${query({ count: String(count) })}`),
      scale: (id: string, body: ScaleInput) =>
        http.json(scaled, 'POST', `/runs/${segment(id)}/scale`, { body }),
    },
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
    /** Nodes, or those of a run, written for another tool. */
    export: (format: ExportFormat, subject: ExportSubject) =>
      http.text('GET', exportPath(format, subject), { accept: 'text/plain' }),
    bootTimes: bootTimesRequest(http),
    serialTails: serialTailsRequest(http),
    storage: () => http.json(storage, 'GET', '/storage'),
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
