import { randomBytes } from 'node:crypto';
import { ConsoleError } from '../../../../lib/contract/error.ts';
import {
  type GuestView,
  SHARE_MAX_DAYS,
  type ShareLink,
  type ShareRequest,
} from '../../../../lib/contract/share.ts';
import { requirePermission } from '../../../../lib/domain/permission.ts';
import { shareStateOf } from '../../../../lib/domain/share/states.ts';
import type { ShareLinkRow } from '../../../db/sharing.ts';
import type { Identity } from '../identity.ts';
import { hashPassword } from '../password.ts';
import { hashSecret, newSecret } from '../secret.ts';
import type { Guest, Shares } from './api.ts';
import { Guests, type GuestsParts } from './guests.ts';
import { shareLinkOf } from './share-view.ts';
import { chosenBy, isThere } from './subjects.ts';
import { Viewers } from './viewers.ts';

/** Browsers keep cookies by host and not by port; two consoles on one machine must not overwrite each other's. */
const shareCookieOf = (installation: string): string => `ven_share_${installation}`;

const DAY_MS = 86_400_000;
const ID_BYTES = 8;
/** Open at the same time. */
const MAX_LINKS = 1000;

export interface SharesParts extends GuestsParts {
  readonly installation: string;
  /** The link is over: what its guests have open ends. */
  readonly onEnd: (id: string) => void;
  readonly onError: (error: unknown) => void;
}

const invalidEnd = (message: string): ConsoleError =>
  new ConsoleError('invalid', `The end of the link is not possible: ${message}.`, {
    fix: `Choose an end within the next ${SHARE_MAX_DAYS} days.`,
    errors: [{ field: 'expiresAt', message }],
  });

const noSuchLink = (id: string): ConsoleError =>
  new ConsoleError('not-found', `There is no share link ${id}.`, {
    fix: 'Look at the list of links; those that ended are removed after a while.',
  });

/** Links of this console: made, listed, revoked, and over when what they show is deleted. */
export class ShareLinks implements Shares {
  readonly cookie: string;
  readonly #parts: SharesParts;
  readonly #guests: Guests;
  readonly #viewers = new Viewers();
  readonly #unsubscribe: () => void;

  constructor(parts: SharesParts) {
    this.#parts = parts;
    this.#guests = new Guests(parts);
    this.cookie = shareCookieOf(parts.installation);
    const lookForGone = (): void => void this.#endWhatIsGone().catch(parts.onError);
    // Something may have been deleted just before the last stop.
    lookForGone();
    this.#unsubscribe = parts.subjects.onChange((change) => {
      if (change.kind === 'node' && change.object.deletedAt !== null) lookForGone();
    });
  }

  async list(identity: Identity): Promise<ShareLink[]> {
    return (await this.#rows.list()).map((row) => this.#shown(row, identity));
  }

  async create(identity: Identity, request: ShareRequest): ReturnType<Shares['create']> {
    requirePermission(identity.actor, 'shares.write');
    const now = this.#parts.now();
    checkEnd(identity, request, now);
    const open = (await this.#rows.list()).filter((row) => shareStateOf(row, now) === 'active');
    if (open.length >= MAX_LINKS) {
      throw new ConsoleError('conflict', `There are ${MAX_LINKS} share links already.`, {
        fix: 'Revoke those that are no longer needed.',
      });
    }
    const { scope, title } = await chosenBy(this.#parts.subjects, request.what);
    const { passphrase, hideIdentifiers, downloads, expiresAt } = request;
    const { name, userId } = identity.actor;
    const token = newSecret();
    const row: ShareLinkRow = {
      ...{ id: randomBytes(ID_BYTES).toString('hex'), hash: hashSecret(token) },
      ...{ title: request.title ?? title, scope, hideIdentifiers, downloads, expiresAt },
      passphraseHash: passphrase === undefined ? null : await hashPassword(passphrase, userId),
      ...{ createdAt: this.#moment(), createdBy: name, creatorId: userId },
      ...{ revokedAt: null, revokedBy: null, lastUsedAt: null },
    };
    await this.#rows.create(row);
    return { share: this.#shown(row, identity), token };
  }

  async revoke(identity: Identity, id: string): Promise<void> {
    requirePermission(identity.actor, 'shares.write');
    const row = await this.#rows.byId(id);
    if (row === null) throw noSuchLink(id);
    if (!mayRevoke(identity, row)) {
      throw new ConsoleError('forbidden', `This link was made by ${row.createdBy}.`, {
        fix: 'Ask them or an administrator to revoke it.',
      });
    }
    await this.#end(id, identity.actor.name);
  }

  open(id: string, token: string, address: string): Promise<Guest> {
    return this.#guests.open(id, token, address);
  }

  enter(id: string, cookie: string, passphrase: string, address: string): Promise<Guest> {
    return this.#guests.enter(id, cookie, passphrase, address);
  }

  view(id: string, cookie: string): Promise<GuestView> {
    return this.#guests.view(id, cookie);
  }

  identify(id: string, cookie: string): Promise<Identity | null> {
    return this.#guests.identify(id, cookie);
  }

  /** By the `hash` of an identity; null when the link is over. */
  present(hash: string): Promise<Identity | null> {
    return this.#guests.present(hash);
  }

  /** Counts a socket of a guest; returns a function that takes it back. */
  watching({ id, hash }: Identity): () => void {
    return this.#viewers.add(id, hash);
  }

  close(): void {
    this.#unsubscribe();
  }

  get #rows(): SharesParts['database']['shareLinks'] {
    return this.#parts.database.shareLinks;
  }

  #moment(): string {
    return new Date(this.#parts.now()).toISOString();
  }

  #shown(row: ShareLinkRow, identity: Identity): ShareLink {
    const viewers = this.#viewers.of(row.id);
    return shareLinkOf(row, { now: this.#parts.now(), viewers, mayRevoke: mayRevoke(identity, row) });
  }

  async #end(id: string, by: string | null): Promise<void> {
    await this.#rows.revoke(id, this.#moment(), by);
    this.#parts.onEnd(id);
  }

  async #endWhatIsGone(): Promise<void> {
    for (const { id, scope, ...row } of await this.#rows.list()) {
      const isActive = shareStateOf(row, this.#parts.now()) === 'active';
      if (isActive && !(await isThere(this.#parts.subjects, scope))) await this.#end(id, null);
    }
  }
}

const mayRevoke = ({ actor }: Identity, { creatorId }: ShareLinkRow): boolean =>
  actor.role === 'admin' || actor.userId === creatorId;

/** A link made with a token lasts no longer than it, so that a leaked one cannot outlive its expiry. */
function checkEnd(identity: Identity, { expiresAt }: ShareRequest, now: number): void {
  const end = Date.parse(expiresAt);
  if (end <= now) throw invalidEnd('it has passed');
  if (end > now + SHARE_MAX_DAYS * DAY_MS) throw invalidEnd(`it is more than ${SHARE_MAX_DAYS} days away`);
  if (identity.kind === 'token' && end > Date.parse(identity.expiresAt))
    throw invalidEnd(`the API token that asks for it ends before, at ${identity.expiresAt}`);
}
