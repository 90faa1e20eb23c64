import { type BulkInput, bulk, bulkList } from '../../lib/contract/bulk.ts';
import { operationResponse, runList } from '../../lib/contract/lists.ts';
import { type CancelRunInput, retried, type RunReportFormat } from '../../lib/contract/run-control.ts';
import { type ScaleInput, scalePlan, scaled } from '../../lib/contract/run-scale.ts';
import { runTimeline } from '../../lib/contract/run-timeline.ts';
import { run } from '../../lib/contract/run.ts';
import { type Abortable, type Http, query, segment } from './http.ts';

export function runRequests(http: Http) {
  const at = (id: string): string => `/runs/${segment(id)}`;
  return {
    list: async () => (await http.json(runList, 'GET', '/runs')).runs,
    get: (id: string) => http.json(run, 'GET', at(id)),
    report: (id: string, format: RunReportFormat) => http.text('GET', `${at(id)}/report${query({ format })}`),
    timeline: (id: string, options?: Abortable) =>
      http.json(runTimeline, 'GET', `${at(id)}/timeline`, options),
    pause: (id: string) => http.json(run, 'POST', `${at(id)}/pause`),
    resume: (id: string) => http.json(run, 'POST', `${at(id)}/resume`),
    cancel: (id: string, body: CancelRunInput) => http.json(run, 'POST', `${at(id)}/cancel`, { body }),
    /** Only its failed nodes. */
    retry: (id: string) => http.json(retried, 'POST', `${at(id)}/retry`),
    /** What would be done so that a run has so many nodes. */
    planScale: (id: string, count: number) =>
      http.json(scalePlan, 'GET', `${at(id)}/scale${query({ count: String(count) })}`),
    scale: (id: string, body: ScaleInput) => http.json(scaled, 'POST', `${at(id)}/scale`, { body }),
  };
}

/** Actions on several nodes. */
export function bulkRequests(http: Http) {
  return {
    list: async () => (await http.json(bulkList, 'GET', '/bulks')).bulks,
    get: (id: string) => http.json(bulk, 'GET', `/bulks/${segment(id)}`),
    begin: (body: BulkInput) => http.json(bulk, 'POST', '/bulks', { body }),
    /** Leaves out the nodes that still wait. */
    cancel: (id: string) => http.json(bulk, 'DELETE', `/bulks/${segment(id)}`),
  };
}

export function operationRequests(http: Http) {
  return {
    get: async (id: string) =>
      (await http.json(operationResponse, 'GET', `/operations/${segment(id)}`)).operation,
  };
}
