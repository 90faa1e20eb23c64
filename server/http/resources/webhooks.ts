import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  delivery,
  deliveryList,
  newWebhook,
  webhook,
  webhookList,
  webhookRequest,
} from '../../../lib/contract/webhook.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/webhooks';
const one = `${path}/{webhook}`;
const params = z.object({ webhook: z.string().min(1).max(100) });
const deliveryParams = params.extend({ delivery: z.string().min(1).max(100) });

const list = createRoute({
  ...needs('webhooks.write'),
  method: 'get',
  path,
  summary: 'Who is told what happens, without the secrets',
  responses: { 200: json('The webhooks', webhookList), ...refusals },
});

const add = createRoute({
  ...needs('webhooks.write', 'webhook add'),
  method: 'post',
  path,
  summary: 'Add a webhook; the only answer that shows its secret',
  request: jsonBody(webhookRequest),
  responses: { 201: json('The webhook and its secret', newWebhook), ...refusals },
});

const show = createRoute({
  ...needs('webhooks.write'),
  method: 'get',
  path: one,
  summary: 'A webhook, by its name or id',
  request: { params },
  responses: { 200: json('The webhook', webhook), ...refusals },
});

const edit = createRoute({
  ...needs('webhooks.write', 'webhook edit'),
  method: 'put',
  path: one,
  summary: 'Replace the settings of a webhook, switch it on or off; its secret stays',
  request: { params, ...jsonBody(webhookRequest) },
  responses: { 200: json('The webhook', webhook), ...refusals },
});

const renew = createRoute({
  ...needs('webhooks.write', 'webhook renew'),
  method: 'post',
  path: `${one}/secret`,
  summary: 'Give a webhook a new secret; the old one is worth nothing from then on',
  request: { params },
  responses: { 200: json('The webhook and its secret', newWebhook), ...refusals },
});

const remove = createRoute({
  ...needs('webhooks.write', 'webhook remove'),
  method: 'delete',
  path: one,
  summary: 'Remove a webhook with its deliveries',
  request: { params },
  responses: { 204: { description: 'Removed' }, ...refusals },
});

const test = createRoute({
  ...needs('webhooks.write', 'webhook test'),
  method: 'post',
  path: `${one}/test`,
  summary: 'Send a message that says that it is a test, once, also to a webhook that is disabled',
  request: { params },
  responses: { 200: json('What came of it', delivery), ...refusals },
});

const deliveries = createRoute({
  ...needs('webhooks.write'),
  method: 'get',
  path: `${one}/deliveries`,
  summary: 'What was sent or waits, the newest first',
  request: { params },
  responses: { 200: json('The deliveries', deliveryList), ...refusals },
});

const showDelivery = createRoute({
  ...needs('webhooks.write'),
  method: 'get',
  path: `${one}/deliveries/{delivery}`,
  summary: 'A delivery with its attempts and answers',
  request: { params: deliveryParams },
  responses: { 200: json('The delivery', delivery), ...refusals },
});

const again = createRoute({
  ...needs('webhooks.write', 'webhook send again'),
  method: 'post',
  path: `${one}/deliveries/{delivery}/send`,
  summary: 'Send a delivery again, with the same id',
  request: { params: deliveryParams },
  responses: { 202: json('The delivery, which waits', delivery), ...refusals },
});

export function webhookRoutes(app: ConsoleApp): void {
  deliveryRoutes(app);
  app.openapi(list, async (c) => c.json({ webhooks: await c.var.services.core.webhooks.list() }, 200));
  app.openapi(add, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    return c.json(await c.var.services.core.webhooks.add(request, identityOf(c).actor), 201);
  });
  app.openapi(show, async (c) =>
    c.json(await c.var.services.core.webhooks.get(c.req.valid('param').webhook), 200),
  );
  app.openapi(edit, async (c) => {
    const { webhook: name } = c.req.valid('param');
    c.set('auditTarget', name);
    const { webhooks } = c.var.services.core;
    return c.json(await webhooks.edit(name, c.req.valid('json'), identityOf(c).actor), 200);
  });
  app.openapi(renew, async (c) => {
    const { webhook: name } = c.req.valid('param');
    c.set('auditTarget', name);
    return c.json(await c.var.services.core.webhooks.renewSecret(name, identityOf(c).actor), 200);
  });
  app.openapi(remove, async (c) => {
    const { webhook: name } = c.req.valid('param');
    c.set('auditTarget', name);
    await c.var.services.core.webhooks.remove(name, identityOf(c).actor);
    return c.body(null, 204);
  });
}

function deliveryRoutes(app: ConsoleApp): void {
  app.openapi(test, async (c) => {
    const { webhook: name } = c.req.valid('param');
    c.set('auditTarget', name);
    return c.json(await c.var.services.core.webhooks.test(name, identityOf(c).actor), 200);
  });
  app.openapi(deliveries, async (c) => {
    const { webhook: name } = c.req.valid('param');
    return c.json({ deliveries: await c.var.services.core.webhooks.deliveries(name) }, 200);
  });
  app.openapi(showDelivery, async (c) => {
    const { webhook: name, delivery: id } = c.req.valid('param');
    return c.json(await c.var.services.core.webhooks.delivery(name, id), 200);
  });
  app.openapi(again, async (c) => {
    const { webhook: name, delivery: id } = c.req.valid('param');
    c.set('auditTarget', name);
    return c.json(await c.var.services.core.webhooks.sendAgain(name, id, identityOf(c).actor), 202);
  });
}
