import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DeliveryAttempt } from '../../../lib/contract/webhook.ts';
import type { DeliveryRow, WebhookRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import { isGone, isRefused, type Patience, pauseAfter } from './patience.ts';
import { Sender } from './sender.ts';
import { signedHeaders } from './signing.ts';

const KEPT_ATTEMPTS = 10;
const AFTER_TROUBLE_MS = 30_000;
/** In the audit trail. */
const CONSOLE = 'console';

export type CourierContext = Pick<Context, 'database' | 'logger' | 'now'>;

/** Its secrets are readable. */
export type UsableWebhook = WebhookRow & { readonly url: string; readonly secret: string };

export const isUsable = (webhook: WebhookRow): webhook is UsableWebhook =>
  webhook.url !== null && webhook.secret !== null;

const isOpen = (webhook: WebhookRow): webhook is UsableWebhook =>
  webhook.enabled && webhook.disabledAt === null && isUsable(webhook);

interface Round {
  done: Promise<void>;
  /** Ends a pause. */
  awake: AbortController;
}

/**
 * Delivers what waits in the database: for each webhook one message after the other in the order of what happened, so that
 * one that is not accepted holds up those behind it until it is given up. What was sent is recorded afterwards: a crash
 * in between sends it again, with the same id.
 */
export class Courier {
  readonly #context: CourierContext;
  readonly #patience: Patience;
  readonly #sender: Sender;
  readonly #rounds = new Map<string, Round>();
  readonly #closed = new AbortController();

  constructor(context: CourierContext, patience: Patience) {
    this.#context = context;
    this.#patience = patience;
    this.#sender = new Sender(patience.deadline);
  }

  /** There is something for the webhook, or it has changed. */
  wake(webhookId: string): void {
    if (this.#closed.signal.aborted) return;
    const present = this.#rounds.get(webhookId);
    const round: Round = { done: Promise.resolve(), awake: new AbortController() };
    present?.awake.abort();
    round.done = (present?.done ?? Promise.resolve())
      .then(() => this.#deliverAll(webhookId, round.awake.signal))
      .finally(() => {
        if (this.#rounds.get(webhookId) === round) this.#rounds.delete(webhookId);
      });
    this.#rounds.set(webhookId, round);
  }

  /** Sends a message once, past the queue, and says what came of it; nothing is stored. */
  async sendOnce(webhook: UsableWebhook, delivery: DeliveryRow): Promise<DeliveryAttempt> {
    return (await this.#attempt(webhook, delivery)).attempt;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    for (const { awake } of this.#rounds.values()) awake.abort();
    await this.#sender.close();
    await Promise.all([...this.#rounds.values()].map(({ done }) => done));
  }

  /** Until nothing waits, or it is woken, after which it is called again. Never rejects. */
  async #deliverAll(webhookId: string, awake: AbortSignal): Promise<void> {
    const isOver = () => this.#closed.signal.aborted || awake.aborted;
    // Whoever has waited does not look at the clock again, which may have been set back.
    let hasWaited = false;
    while (!isOver()) {
      try {
        const wait = await this.#deliverNext(webhookId, hasWaited);
        if (wait === null) return;
        hasWaited = wait > 0;
        if (hasWaited) await this.#pause(wait, awake);
      } catch (error) {
        if (this.#closed.signal.aborted) return;
        this.#context.logger.error({ webhook: webhookId, err: error }, 'deliveries could not be made');
        await this.#pause(AFTER_TROUBLE_MS, awake);
      }
    }
  }

  async #pause(milliseconds: number, awake: AbortSignal): Promise<void> {
    await pause(milliseconds, undefined, { signal: awake, ref: false }).catch(() => undefined);
  }

  /** Milliseconds until the next delivery may be tried, unless it is due already; null: there is none. */
  async #deliverNext(webhookId: string, isDue: boolean): Promise<number | null> {
    const { webhooks, deliveries } = this.#context.database;
    const webhook = (await webhooks.list()).find(({ id }) => id === webhookId);
    if (webhook === undefined || !isOpen(webhook)) return null;
    const delivery = await deliveries.next(webhookId);
    if (delivery === null) return null;
    const wait = Math.min(this.#until(delivery.nextAt ?? this.#context.now()), this.#patience.longestPause);
    if (wait > 0 && !isDue) return wait;
    const { attempt, retryAfter } = await this.#attempt(webhook, delivery);
    await this.#record(webhook, delivery, attempt, retryAfter);
    return 0;
  }

  async #attempt({ url, secret }: UsableWebhook, delivery: DeliveryRow) {
    const at = this.#context.now();
    const begun = performance.now();
    const { id, body, contentType } = delivery;
    const { retryAfter, ...result } = await this.#sender.send({
      url,
      headers: {
        'content-type': `${contentType}; charset=utf-8`,
        'user-agent': 'ven-console',
        ...signedHeaders(secret, { id, seconds: Math.floor(Date.parse(at) / 1000), body }),
      },
      body,
    });
    return { retryAfter, attempt: { at, milliseconds: Math.round(performance.now() - begun), ...result } };
  }

  async #record(
    webhook: WebhookRow,
    delivery: DeliveryRow,
    attempt: DeliveryAttempt,
    retryAfter: number,
  ): Promise<void> {
    const { webhooks, deliveries } = this.#context.database;
    const [now, tries] = [this.#context.now(), delivery.tries + 1];
    const tried = { tries, attempts: [...delivery.attempts, attempt].slice(-KEPT_ATTEMPTS) };
    if (attempt.error === null) {
      await deliveries.update(delivery.id, { ...tried, state: 'delivered', endedAt: now, nextAt: null });
      if (webhook.failingSince !== null) await webhooks.update(webhook.id, { failingSince: null });
      return;
    }
    const reason = this.#whyGivenUp(delivery, tries, attempt);
    const nextAt = new Date(Date.parse(now) + pauseAfter(tries, retryAfter, this.#patience)).toISOString();
    await deliveries.update(
      delivery.id,
      reason === null
        ? { ...tried, nextAt }
        : { ...tried, state: 'given-up', reason, endedAt: now, nextAt: null },
    );
    await this.#fails(webhook, attempt);
  }

  #whyGivenUp({ raisedAt }: DeliveryRow, tries: number, { status }: DeliveryAttempt): string | null {
    const { refusals, age } = this.#patience;
    if (isRefused(status) && tries >= refusals) return `The receiver refused it ${tries} times.`;
    const old = -this.#until(raisedAt) >= age;
    return old ? 'It could not be delivered in the time in which it is of use.' : null;
  }

  /** Disables a webhook whose receiver is gone, or has accepted nothing for long. */
  async #fails(webhook: WebhookRow, { status, error }: DeliveryAttempt): Promise<void> {
    const { webhooks, deliveries } = this.#context.database;
    const now = this.#context.now();
    const since = webhook.failingSince ?? now;
    const tooLong = -this.#until(since) >= this.#patience.disableAfter;
    if (!isGone(status) && !tooLong) {
      if (webhook.failingSince === null) await webhooks.update(webhook.id, { failingSince: since });
      return;
    }
    const why = isGone(status)
      ? 'The receiver answered 410: it wants no more of them.'
      : `Nothing was accepted since ${since}. The last answer: ${error ?? ''}`;
    await webhooks.update(webhook.id, { failingSince: since, disabledAt: now, disabledReason: why });
    await deliveries.giveUp(webhook.id, 0, { endedAt: now, reason: 'The webhook was disabled.' });
    await this.#context.database.audit.add({
      ...{ id: randomUUID(), at: now, by: CONSOLE, address: null, action: 'webhook disable' },
      ...{ target: webhook.name, outcome: 'done', detail: why.slice(0, 500) },
    });
    this.#context.logger.warn({ webhook: webhook.name }, 'a webhook was disabled');
  }

  /** Milliseconds from now until then; negative if it is past. */
  #until(moment: string): number {
    return Date.parse(moment) - Date.parse(this.#context.now());
  }
}
