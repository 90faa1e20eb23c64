import type { Notice } from '../../../lib/contract/notice.ts';
import type { Delivery, NewWebhook, Webhook, WebhookRequest } from '../../../lib/contract/webhook.ts';
import type { Actor } from '../access/actor.ts';

/** For whoever knows that something happened. */
export interface Notifier {
  /**
   * Tells webhooks and open browsers, once for each id, also over restarts: what is older than a week, or was told before,
   * is left out. Committed when it resolves; never rejects.
   */
  raise(notice: Notice): Promise<void>;
}

/** Who is told what happens. `idOrName` takes the id or the name of a webhook. */
export interface WebhooksSection {
  list(): Promise<Webhook[]>;
  get(idOrName: string): Promise<Webhook>;
  /** Throws `conflict` for a name in use. */
  add(request: WebhookRequest, actor: Actor): Promise<NewWebhook>;
  /** Its secret stays. One that the console had disabled is enabled again if the request says so. */
  edit(idOrName: string, request: WebhookRequest, actor: Actor): Promise<Webhook>;
  /** The old one is worth nothing from now on. */
  renewSecret(idOrName: string, actor: Actor): Promise<NewWebhook>;
  remove(idOrName: string, actor: Actor): Promise<void>;
  /** Sends a message that says that it is a test, once, and waits for what comes of it. */
  test(idOrName: string, actor: Actor): Promise<Delivery>;
  /** The newest first. */
  deliveries(idOrName: string): Promise<Delivery[]>;
  delivery(idOrName: string, id: string): Promise<Delivery>;
  /** With the same id. Throws `conflict` while it waits, and for a webhook that is disabled. */
  sendAgain(idOrName: string, id: string, actor: Actor): Promise<Delivery>;
}
