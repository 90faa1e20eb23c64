import type { Delivery, Webhook, WebhookBody } from '../../lib/contract/webhook.ts';
import type { NOTICE_TYPES } from '../../lib/contract/notice.ts';

export type EventType = (typeof NOTICE_TYPES)[number];

export const EVENT_WORDS: Readonly<Record<EventType | 'webhook.test', string>> = {
  'node.ready': 'Node ready',
  'node.failed': 'Node failed',
  'node.stalled': 'Node slow',
  'run.done': 'Run done',
  'search.hit': 'Line printed',
  'webhook.test': 'Test',
};

export const EVENT_DETAILS: Readonly<Record<EventType, string>> = {
  'node.ready': 'in any of its boots',
  'node.failed': 'or timed out, with the cause and the next step',
  'node.stalled': 'a stage takes much longer than usual',
  'run.done': 'the last of its nodes is ready or has ended',
  'search.hit': 'that a saved search with an alarm looks for',
};

export const BODIES: readonly {
  readonly value: WebhookBody['kind'];
  readonly label: string;
  readonly detail: string;
}[] = [
  { value: 'json', label: 'JSON', detail: 'For programs: type, timestamp and data' },
  { value: 'slack', label: 'Slack or Mattermost', detail: 'For an incoming webhook of a channel' },
  { value: 'teams', label: 'Microsoft Teams', detail: 'For a workflow that posts to a channel' },
  { value: 'text', label: 'Plain text', detail: 'Title, text and link in three lines, as ntfy takes them' },
  { value: 'custom', label: 'Own text', detail: 'With placeholders such as {{title}}' },
];

export const bodyLabel = (kind: WebhookBody['kind']): string =>
  BODIES.find(({ value }) => value === kind)?.label ?? kind;

export const DELIVERY_STATES: Readonly<Record<Delivery['state'], string>> = {
  waiting: 'waiting',
  delivered: 'delivered',
  'given-up': 'not delivered',
};

/** How a webhook is, in a word, and whether somebody should look. */
export function webhookState(webhook: Webhook): {
  readonly word: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
} {
  if (webhook.url === null) return { word: 'unreadable', tone: 'bad' };
  if (!webhook.enabled) return { word: 'off', tone: 'plain' };
  if (webhook.disabled !== null) return { word: 'disabled', tone: 'bad' };
  if (webhook.failingSince !== null) return { word: 'failing', tone: 'warn' };
  return webhook.deliveredAt === null
    ? { word: 'not used yet', tone: 'plain' }
    : { word: 'ok', tone: 'good' };
}

export const WEBHOOKS_PATH = '/settings/notifications';
export const webhookPath = (name: string): string => `${WEBHOOKS_PATH}/${encodeURIComponent(name)}`;
