import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Delivery, NewWebhook, Webhook, WebhookRequest } from '../../../lib/contract/webhook.ts';
import { renderBody } from '../../../lib/domain/notices/body.ts';
import type { LinkedNotice } from '../../../lib/domain/notices/placeholders.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { DeliveryRow, WebhookRow } from '../../db/api.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Actor } from '../access/actor.ts';
import type { WebhooksSection } from './api.ts';
import { type Courier, type CourierContext, isUsable } from './courier.ts';
import { newSigningSecret } from './signing.ts';

const SHOWN_DELIVERIES = 200;

export interface WebhooksParts {
  readonly context: CourierContext;
  readonly courier: Courier;
  /** Where people reach this console, without a slash at its end. */
  readonly ownUrl: string;
}

/** A message to a webhook, to be sent at once. */
export function deliveryOf(webhook: WebhookRow, notice: LinkedNotice, now: string): DeliveryRow {
  const { contentType, text: body } = renderBody(webhook.body, notice);
  return {
    ...{ id: `msg_${randomUUID().replaceAll('-', '')}`, webhookId: webhook.id, type: notice.type },
    ...{ title: notice.title, contentType, body, state: 'waiting', reason: null },
    ...{ raisedAt: now, nextAt: now, endedAt: null, tries: 0, attempts: [] },
  };
}

/** Who is told what happens. Only administrators may say so: the console sends requests from its own network. */
export class Webhooks implements WebhooksSection {
  readonly #parts: WebhooksParts;
  readonly #mutex = new KeyedMutex();

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
  }

  async list(): Promise<Webhook[]> {
    const rows = await this.#parts.context.database.webhooks.list();
    return Promise.all(rows.map((row) => this.#view(row)));
  }

  async get(idOrName: string): Promise<Webhook> {
    return this.#view(await this.#row(idOrName));
  }

  add(request: WebhookRequest, actor: Actor): Promise<NewWebhook> {
    requirePermission(actor, 'webhooks.write');
    return this.#alone(async () => {
      const { webhooks } = this.#parts.context.database;
      await this.#refuseTaken(request.name, null);
      const secret = newSigningSecret();
      const row = {
        ...{ id: randomUUID(), ...request, secret, disabledAt: null, disabledReason: null },
        ...{ failingSince: null, createdAt: this.#parts.context.now(), createdBy: actor.name },
      };
      await webhooks.save(row);
      return { webhook: await this.#view(row), secret };
    });
  }

  edit(idOrName: string, request: WebhookRequest, actor: Actor): Promise<Webhook> {
    requirePermission(actor, 'webhooks.write');
    return this.#alone(async () => {
      const { context, courier } = this.#parts;
      const { id, secret, ...row } = await this.#row(idOrName);
      await this.#refuseTaken(request.name, id);
      if (secret === null) throw sealed(row.name);
      const free = request.enabled ? { disabledAt: null, disabledReason: null, failingSince: null } : {};
      await context.database.webhooks.save({ ...row, ...request, ...free, id, secret });
      if (!request.enabled)
        await context.database.deliveries.giveUp(id, 0, {
          ...{ endedAt: context.now(), reason: 'The webhook was switched off.' },
        });
      courier.wake(id);
      return this.get(id);
    });
  }

  renewSecret(idOrName: string, actor: Actor): Promise<NewWebhook> {
    requirePermission(actor, 'webhooks.write');
    return this.#alone(async () => {
      const row = await this.#row(idOrName);
      if (row.url === null) throw sealed(row.name);
      const secret = newSigningSecret();
      await this.#parts.context.database.webhooks.save({ ...row, url: row.url, secret });
      return { webhook: await this.#view({ ...row, secret }), secret };
    });
  }

  remove(idOrName: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'webhooks.write');
    return this.#alone(async () => {
      const { id } = await this.#row(idOrName);
      await this.#parts.context.database.webhooks.remove(id);
      this.#parts.courier.wake(id);
    });
  }

  async test(idOrName: string, actor: Actor): Promise<Delivery> {
    requirePermission(actor, 'webhooks.write');
    const { context, courier, ownUrl } = this.#parts;
    const row = await this.#row(idOrName);
    if (!isUsable(row)) throw sealed(row.name);
    const now = context.now();
    const waiting = deliveryOf(row, testNotice(row.name, actor.name, now, ownUrl), now);
    const attempt = await courier.sendOnce(row, waiting);
    const failed = attempt.error !== null;
    const delivery: DeliveryRow = {
      ...{ ...waiting, state: failed ? 'given-up' : 'delivered', nextAt: null, endedAt: context.now() },
      ...{ reason: failed ? 'It was a test, which is sent once.' : null, tries: 1, attempts: [attempt] },
    };
    // It may have been removed meanwhile.
    await this.#row(row.id);
    await context.database.deliveries.add(delivery);
    return deliveryView(delivery);
  }

  async deliveries(idOrName: string): Promise<Delivery[]> {
    const { id } = await this.#row(idOrName);
    const rows = await this.#parts.context.database.deliveries.ofWebhook(id, SHOWN_DELIVERIES);
    return rows.map(deliveryView);
  }

  async delivery(idOrName: string, id: string): Promise<Delivery> {
    return deliveryView(await this.#delivery(await this.#row(idOrName), id));
  }

  async sendAgain(idOrName: string, id: string, actor: Actor): Promise<Delivery> {
    requirePermission(actor, 'webhooks.write');
    const { context, courier } = this.#parts;
    const row = await this.#row(idOrName);
    const delivery = await this.#delivery(row, id);
    if (!row.enabled || row.disabledAt !== null)
      throw new ConsoleError('conflict', `The webhook "${row.name}" is disabled.`, {
        fix: 'Enable it first; a test can be sent all the same.',
      });
    if (delivery.state === 'waiting')
      throw new ConsoleError('conflict', 'It waits to be sent already.', {
        fix: 'Look at why the last attempt failed, and put that right.',
      });
    await context.database.deliveries.update(id, {
      ...{ state: 'waiting', reason: null, nextAt: context.now(), endedAt: null },
    });
    courier.wake(row.id);
    return this.delivery(row.id, id);
  }

  /** Names are unique, which the rows of earlier versions do not say. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.run('', work);
  }

  async #refuseTaken(name: string, id: string | null): Promise<void> {
    const rows = await this.#parts.context.database.webhooks.list();
    if (rows.every((row) => row.name !== name || row.id === id)) return;
    throw new ConsoleError('conflict', `There is a webhook "${name}" already.`, {
      fix: 'Choose another name.',
      errors: [{ field: 'name', message: 'is in use already' }],
    });
  }

  async #row(idOrName: string): Promise<WebhookRow> {
    const rows = await this.#parts.context.database.webhooks.list();
    const row = rows.find(({ id, name }) => id === idOrName || name === idOrName);
    if (row !== undefined) return row;
    throw new ConsoleError('not-found', `There is no webhook "${idOrName}".`, {
      fix: `Known are: ${rows.map(({ name }) => name).join(', ') || 'none'}.`,
    });
  }

  async #delivery(webhook: WebhookRow, id: string): Promise<DeliveryRow> {
    const found = await this.#parts.context.database.deliveries.get(id);
    if (found?.webhookId === webhook.id) return found;
    throw new ConsoleError('not-found', `There is no delivery "${id}" to "${webhook.name}".`, {
      fix: 'Look at the list of deliveries; old ones are removed.',
    });
  }

  async #view({ secret: _, disabledAt, disabledReason, ...row }: WebhookRow): Promise<Webhook> {
    const { deliveries } = this.#parts.context.database;
    const [waiting, deliveredAt] = await Promise.all([
      deliveries.waiting(row.id),
      deliveries.deliveredAt(row.id),
    ]);
    const disabled = disabledAt === null ? null : { at: disabledAt, reason: disabledReason ?? '' };
    return { ...row, events: [...row.events], disabled, waiting, deliveredAt };
  }
}

const deliveryView = ({ webhookId: _, ...row }: DeliveryRow): Delivery => ({
  ...row,
  attempts: [...row.attempts],
});

const sealed = (name: string): ConsoleError =>
  new ConsoleError('conflict', `Address and secret of "${name}" were sealed with another key.`, {
    fix: 'Restore VEN_SECRET_KEY or the file secret.key, or remove the webhook and add it again.',
  });

const testNotice = (name: string, by: string, at: string, ownUrl: string): LinkedNotice => ({
  ...{ id: `webhook.test:${at}`, type: 'webhook.test', at, title: `Test of the webhook ${name}` },
  text: `${by} had the Virtual Edge Node Console send this. Nothing has happened.`,
  ...{ path: '/settings/notifications', link: `${ownUrl}/settings/notifications` },
  ...{ node: null, run: null, failure: null },
});
