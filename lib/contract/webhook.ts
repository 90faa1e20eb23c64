import { z } from 'zod';
import { templateMistake } from '../domain/notices/placeholders.ts';
import { moment } from './boot.ts';
import { noticeType } from './notice.ts';

const webhookName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'use 1 to 63 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );

const PLAIN_URL = /^[a-z]+:\/\/[^/?#@]+(?:[/?][^#]*)?$/i;

/** Account names and passwords would end up in logs of proxies; the signature proves who sends. */
const webhookUrl = z
  .string()
  .max(2000, 'use at most 2000 characters')
  .regex(/^[!-~]*$/, 'use a URL without spaces and control characters')
  .pipe(z.url({ protocol: /^https?$/, error: 'use an http:// or https:// URL' }))
  .refine((url) => PLAIN_URL.test(url), 'leave out user name, password and "#…"');

const TEMPLATE_CHARACTERS = 8192;

/** What is sent: for programs, for chats, or as somebody wants it. */
export const webhookBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('json') }),
    z.strictObject({ kind: z.literal('slack') }),
    z.strictObject({ kind: z.literal('teams') }),
    z.strictObject({ kind: z.literal('text') }),
    z
      .strictObject({
        kind: z.literal('custom'),
        template: z
          .string()
          .min(1, 'the text is empty')
          .max(TEMPLATE_CHARACTERS, `use at most ${TEMPLATE_CHARACTERS} characters`),
        contentType: z.enum(['application/json', 'text/plain']).default('application/json'),
      })
      .superRefine(({ template, contentType }, context) => {
        const message = template === '' ? null : templateMistake(template, contentType);
        if (message !== null) context.addIssue({ code: 'custom', path: ['template'], message });
      }),
  ])
  .meta({
    id: 'WebhookBody',
    description:
      'json: {type, timestamp, data}; slack: also Mattermost; teams: an adaptive card; text: a few lines, as ntfy takes them; custom: a text with {{placeholders}}',
  });
export type WebhookBody = z.infer<typeof webhookBody>;

export const webhookRequest = z
  .strictObject({
    name: webhookName,
    url: webhookUrl,
    events: z
      .array(noticeType)
      .min(1, 'choose at least one event')
      .overwrite((types) => [...new Set(types)]),
    body: webhookBody.default({ kind: 'json' }),
    /** False: nothing is sent, and what happens meanwhile is not sent later. */
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'WebhookRequest' });
export type WebhookRequest = z.infer<typeof webhookRequest>;
export type WebhookInput = z.input<typeof webhookRequest>;

/** A subscriber. Its secret goes out once, when it is made. */
export const webhook = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Null: it was sealed with another key. */
    url: z.string().nullable(),
    events: z.array(noticeType),
    body: webhookBody,
    enabled: z.boolean(),
    /** Why and since when the console sends nothing to it any more by itself. */
    disabled: z.object({ at: moment, reason: z.string() }).nullable(),
    /** Nothing has got through since; null: the last delivery did. */
    failingSince: moment.nullable(),
    /** Deliveries that are not made yet. */
    waiting: z.int(),
    /** When something was delivered last. */
    deliveredAt: moment.nullable(),
    createdAt: moment,
    createdBy: z.string(),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof webhook>;

export const webhookList = z.object({ webhooks: z.array(webhook) }).meta({ id: 'WebhookList' });

/** The secret is not shown again. */
export const newWebhook = z.object({ webhook, secret: z.string() }).meta({ id: 'NewWebhook' });
export type NewWebhook = z.infer<typeof newWebhook>;

export const deliveryAttempt = z
  .object({
    at: moment,
    milliseconds: z.int(),
    /** Of the answer; null: there was none. */
    status: z.int().nullable(),
    /** Why it does not count as delivered. */
    error: z.string().nullable(),
    /** The beginning of the answer. */
    answer: z.string(),
  })
  .meta({ id: 'DeliveryAttempt' });
export type DeliveryAttempt = z.infer<typeof deliveryAttempt>;

/** One message to one subscriber, however often it is sent. */
export const delivery = z
  .object({
    /** The header webhook-id: the same in every attempt. */
    id: z.string(),
    type: z.enum([...noticeType.options, 'webhook.test']),
    title: z.string(),
    state: z.enum(['waiting', 'delivered', 'given-up']),
    /** Why it was given up. */
    reason: z.string().nullable(),
    raisedAt: moment,
    endedAt: moment.nullable(),
    /** When it is tried again, if it is at the head of the queue. */
    nextAt: moment.nullable(),
    tries: z.int(),
    /** The latest ones. */
    attempts: z.array(deliveryAttempt),
    contentType: z.string(),
    /** As it is sent. */
    body: z.string(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof delivery>;

/** The newest first. */
export const deliveryList = z.object({ deliveries: z.array(delivery) }).meta({ id: 'DeliveryList' });
