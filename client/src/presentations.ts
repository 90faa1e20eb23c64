import { presentation, presentationList, type PresentedView } from '../../lib/contract/presentation.ts';
import { type Http, segment } from './http.ts';

/** What people show each other. */
export function presentationRequests(http: Http) {
  return {
    list: async () => (await http.json(presentationList, 'GET', '/presentations')).presentations,
    begin: (body: PresentedView) => http.json(presentation, 'POST', '/presentations', { body }),
    show: (id: string, body: PresentedView) =>
      http.json(presentation, 'PUT', `/presentations/${segment(id)}`, { body }),
    end: async (id: string) => {
      await http.response('DELETE', `/presentations/${segment(id)}`);
    },
  };
}
