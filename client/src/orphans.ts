import { orphanList, orphansCleaned } from '../../lib/contract/orphan.ts';
import type { Http } from './http.ts';

/** What belongs to nobody. */
export function orphanRequests(http: Http) {
  return {
    list: () => http.json(orphanList, 'GET', '/orphans', { endless: true }),
    /** Exactly these. */
    clean: async (ids: readonly string[]) =>
      (await http.json(orphansCleaned, 'POST', '/orphans/clean', { body: { ids }, endless: true })).results,
  };
}
