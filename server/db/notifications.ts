import { z } from 'zod';
import { noticeType } from '../../lib/contract/notice.ts';
import { delivery, deliveryAttempt, webhookBody } from '../../lib/contract/webhook.ts';
import type { Client, Transaction } from './client.ts';
import { iso, json, parsed, parsedAll, parsedOrNull, text } from './rows.ts';
import type { Secrets } from './secrets.ts';

const webhookRow = z.object({
  id: text,
  name: text,
  /** Null, like the secret: it was sealed with another key. */
  url: text.nullable(),
  secret: text.nullable(),
  events: json(z.array(noticeType)),
  body: json(webhookBody)
    .nullable()
    .transform((body) => body ?? ({ kind: 'json' } as const)),
  enabled: z.boolean(),
  disabledAt: iso.nullable(),
  disabledReason: text.nullable(),
  failingSince: iso.nullable(),
  createdAt: iso,
  createdBy: text,
});
export type WebhookRow = Readonly<z.output<typeof webhookRow>>;

export interface WebhookTable {
  list(): Promise<WebhookRow[]>;
  /** Inserts it, or replaces the webhook with this id; its URL and its secret are sealed. */
  save(
    webhook: Omit<WebhookRow, 'url' | 'secret'> & { readonly url: string; readonly secret: string },
  ): Promise<void>;
  update(
    id: string,
    patch: Partial<Pick<WebhookRow, 'enabled' | 'disabledAt' | 'disabledReason' | 'failingSince'>>,
  ): Promise<void>;
  /** With its deliveries. */
  remove(id: string): Promise<void>;
}

export function webhooksIn(client: Client, { seal, open }: Secrets): WebhookTable {
  const opened = (sealed: string): string | null => {
    try {
      return open(sealed);
    } catch {
      return null;
    }
  };
  return {
    list: async () => {
      const rows = await client.webhook.findMany({ orderBy: { createdAt: 'asc' } });
      return rows.map((row) =>
        parsed(webhookRow, { ...row, url: opened(row.url), secret: opened(row.secret) }),
      );
    },
    save: async ({ events, body, url, secret, ...plain }) => {
      const data = {
        ...{ ...plain, url: seal(url), secret: seal(secret) },
        ...{ events: JSON.stringify(events), body: JSON.stringify(body) },
      };
      await client.webhook.upsert({ where: { id: plain.id }, create: data, update: data });
    },
    update: async (id, patch) => {
      await client.webhook.updateMany({ where: { id }, data: patch });
    },
    remove: async (id) => {
      await client.webhook.deleteMany({ where: { id } });
    },
  };
}

const deliveryRow = z.object({
  ...delivery.pick({ id: true, type: true, title: true, state: true, contentType: true, body: true }).shape,
  webhookId: text,
  reason: text.nullable(),
  raisedAt: iso,
  nextAt: iso.nullable(),
  endedAt: iso.nullable(),
  tries: z.int(),
  attempts: json(z.array(deliveryAttempt)),
});
export type DeliveryRow = Readonly<z.output<typeof deliveryRow>>;
type DeliveryPatch = Partial<
  Pick<DeliveryRow, 'state' | 'reason' | 'nextAt' | 'endedAt' | 'tries' | 'attempts'>
>;

export interface DeliveryTable {
  /**
   * Stores that something happened, and what is to be sent about it, in one transaction. False, and nothing is stored, if
   * that was stored before.
   */
  raise(occurrence: { key: string; at: string }, deliveries: readonly DeliveryRow[]): Promise<boolean>;
  add(delivery: DeliveryRow): Promise<void>;
  update(id: string, patch: DeliveryPatch): Promise<void>;
  get(id: string): Promise<DeliveryRow | null>;
  /** The one that a webhook is to be sent next: the oldest that waits. */
  next(webhookId: string): Promise<DeliveryRow | null>;
  /** The newest first. */
  ofWebhook(webhookId: string, limit: number): Promise<DeliveryRow[]>;
  waiting(webhookId: string): Promise<number>;
  /** When the latest was delivered. */
  deliveredAt(webhookId: string): Promise<string | null>;
  /** The oldest that wait, but for the newest `keep`. */
  giveUp(webhookId: string, keep: number, end: { endedAt: string; reason: string }): Promise<void>;
  /** Removes those that ended before, and of each webhook those beyond the newest `keep`. */
  trim(before: string, keep: number): Promise<void>;
  /** Removes what happened before. */
  forget(before: string): Promise<void>;
}

export function deliveriesIn(client: Client, transaction: Transaction): DeliveryTable {
  return {
    raise: (occurrence, deliveries) =>
      transaction(async (writer) => {
        const { key } = occurrence;
        if ((await writer.occurrence.findUnique({ where: { key } })) !== null) return false;
        await writer.occurrence.create({ data: occurrence });
        for (const row of deliveries) await writer.delivery.create({ data: columns(row) });
        return true;
      }),
    add: async (row) => {
      await client.delivery.create({ data: columns(row) });
    },
    update: async (id, { attempts, ...plain }) => {
      const data = { ...plain, ...(attempts && { attempts: JSON.stringify(attempts) }) };
      await client.delivery.updateMany({ where: { id }, data });
    },
    get: async (id) => parsedOrNull(deliveryRow, await client.delivery.findUnique({ where: { id } })),
    next: async (webhookId) =>
      parsedOrNull(
        deliveryRow,
        await client.delivery.findFirst({ where: waitingOf(webhookId), orderBy: { sequence: 'asc' } }),
      ),
    ofWebhook: async (webhookId, limit) =>
      parsedAll(
        deliveryRow,
        await client.delivery.findMany({ where: { webhookId }, orderBy: { sequence: 'desc' }, take: limit }),
      ),
    waiting: (webhookId) => client.delivery.count({ where: waitingOf(webhookId) }),
    deliveredAt: async (webhookId) => {
      const where = { webhookId, state: 'delivered' };
      const row = await client.delivery.findFirst({ where, orderBy: { endedAt: 'desc' } });
      return row?.endedAt?.toISOString() ?? null;
    },
    ...tidyingOf(client),
  };
}

function tidyingOf(client: Client): Pick<DeliveryTable, 'giveUp' | 'trim' | 'forget'> {
  return {
    giveUp: async (webhookId, keep, end) => {
      const last = await client.delivery.findFirst({
        ...{ where: waitingOf(webhookId), orderBy: { sequence: 'desc' }, skip: keep },
      });
      if (last === null) return;
      const where = { ...waitingOf(webhookId), sequence: { lte: last.sequence } };
      await client.delivery.updateMany({ where, data: { ...end, state: 'given-up', nextAt: null } });
    },
    trim: async (before, keep) => {
      await client.delivery.deleteMany({ where: { endedAt: { lt: before } } });
      for (const { id: webhookId } of await client.webhook.findMany({ select: { id: true } })) {
        const ended = { webhookId, endedAt: { not: null } };
        const last = await client.delivery.findFirst({
          ...{ where: ended, orderBy: { sequence: 'desc' }, skip: keep },
        });
        if (last !== null)
          await client.delivery.deleteMany({ where: { ...ended, sequence: { lte: last.sequence } } });
      }
    },
    forget: async (before) => {
      await client.occurrence.deleteMany({ where: { at: { lt: before } } });
    },
  };
}

const waitingOf = (webhookId: string) => ({ webhookId, state: 'waiting' });

const columns = ({ attempts, ...plain }: DeliveryRow) => ({ ...plain, attempts: JSON.stringify(attempts) });
