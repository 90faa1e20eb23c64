import { delivery, deliveryList, newWebhook, webhook, webhookList } from '../../lib/contract/webhook.ts';
import type { RouteCase } from './route-case.ts';

const WEBHOOKS = '/api/v1/webhooks';
const ONE = `${WEBHOOKS}/{webhook}`;
const permission = 'webhooks.write';
const body = { name: 'chat', url: 'http://127.0.0.1:9/', events: ['run.done'] };

/** Those of people who are told what happens. */
export const WEBHOOK_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: WEBHOOKS, permission, status: 200, schema: webhookList },
  {
    ...{ method: 'POST', path: WEBHOOKS, permission, status: 201, schema: newWebhook },
    body: { ...body, name: 'another' },
  },
  { method: 'GET', path: ONE, permission, status: 200, schema: webhook },
  { method: 'PUT', path: ONE, permission, status: 200, schema: webhook, body },
  { method: 'POST', path: `${ONE}/secret`, permission, status: 200, schema: newWebhook },
  // Nothing listens there, which is an outcome.
  { method: 'POST', path: `${ONE}/test`, permission, status: 200, schema: delivery },
  { method: 'GET', path: `${ONE}/deliveries`, permission, status: 200, schema: deliveryList },
  { method: 'GET', path: `${ONE}/deliveries/{delivery}`, permission, status: 404 },
  { method: 'POST', path: `${ONE}/deliveries/{delivery}/send`, permission, status: 404 },
  { method: 'DELETE', path: ONE, permission, status: 204 },
];
