import {
  delivery,
  deliveryList,
  newWebhook,
  webhook,
  type WebhookInput,
  webhookList,
} from '../../lib/contract/webhook.ts';
import { type Http, segment } from './http.ts';

/** Who is told what happens. A webhook is named by its name or id. */
export function webhookRequests(http: Http) {
  const at = (name: string): string => `/webhooks/${segment(name)}`;
  return {
    list: async () => (await http.json(webhookList, 'GET', '/webhooks')).webhooks,
    get: (name: string) => http.json(webhook, 'GET', at(name)),
    add: (body: WebhookInput) => http.json(newWebhook, 'POST', '/webhooks', { body }),
    edit: (name: string, body: WebhookInput) => http.json(webhook, 'PUT', at(name), { body }),
    renewSecret: (name: string) => http.json(newWebhook, 'POST', `${at(name)}/secret`),
    remove: (name: string) => http.text('DELETE', at(name)),
    /** What came of it. */
    test: (name: string) => http.json(delivery, 'POST', `${at(name)}/test`),
    deliveries: async (name: string) =>
      (await http.json(deliveryList, 'GET', `${at(name)}/deliveries`)).deliveries,
    delivery: (name: string, id: string) =>
      http.json(delivery, 'GET', `${at(name)}/deliveries/${segment(id)}`),
    sendAgain: (name: string, id: string) =>
      http.json(delivery, 'POST', `${at(name)}/deliveries/${segment(id)}/send`),
  };
}
