import { type BootTimesQuery, bootTimes } from '../../lib/contract/boot-times.ts';
import { type Abortable, type Http, query } from './http.ts';

/** How long the stages of past boots took. */
export const bootTimesRequest =
  (http: Http) =>
  ({ by, template, host, orchestrator, days }: Partial<BootTimesQuery> = {}, options?: Abortable) => {
    const which = { by, template, host, orchestrator, days: days?.toString() };
    return http.json(bootTimes, 'GET', `/boot-times${query(which)}`, options);
  };
