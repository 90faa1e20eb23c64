import { demo, demoState } from '../../lib/contract/demo.ts';
import type { Http } from './http.ts';

/** The demonstration. */
export function demoRequests(http: Http) {
  return {
    get: async () => (await http.json(demoState, 'GET', '/demo')).demo,
    begin: () => http.json(demo, 'POST', '/demo'),
    pause: () => http.json(demo, 'POST', '/demo/pause'),
    resume: () => http.json(demo, 'POST', '/demo/resume'),
    /** Deletes what it made. */
    stop: () => http.json(demo, 'DELETE', '/demo'),
  };
}
