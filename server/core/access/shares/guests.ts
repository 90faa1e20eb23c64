import { randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ConsoleError } from '../../../../lib/contract/error.ts';
import type { GuestView } from '../../../../lib/contract/share.ts';
import { allows } from '../../../../lib/domain/permission.ts';
import { shareStateOf } from '../../../../lib/domain/share/states.ts';
import type { Database } from '../../../db/api.ts';
import type { ShareLinkRow } from '../../../db/sharing.ts';
import type { Identity } from '../identity.ts';
import { clientOf } from '../client-address.ts';
import type { LoginLimit } from '../login-limit.ts';
import { verifyPassword } from '../password.ts';
import { seatIdOf } from '../seat.ts';
import { hashSecret } from '../secret.ts';
import type { Guest } from './api.ts';
import { sharedOf, sharedViewOf } from './share-view.ts';
import { isThere, type ShareSubjects } from './subjects.ts';

/** Use is recorded at most this often. */
const TOUCH_MS = 60_000;

/** What a guest's cookie says, sealed: which link it was given, who it is among its guests, and how far it came. */
const proof = z.object({
  purpose: z.literal('share-guest'),
  link: z.string(),
  visitor: z.uuid(),
  entered: z.boolean(),
});
type Proof = z.infer<typeof proof>;

/** The same for a wrong secret, and for a link that has ended or never was. */
export function noSuchShare(): ConsoleError {
  return new ConsoleError('not-found', 'This link does not open anything.', {
    fix: 'Check that it is complete, or ask whoever sent it for a new one.',
  });
}

export interface GuestsParts {
  readonly database: Pick<Database, 'shareLinks' | 'users' | 'secrets'>;
  readonly subjects: ShareSubjects;
  readonly limit: LoginLimit;
  readonly now: () => number;
}

const sameHash = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** A hash that belongs to no link: what is compared when there is none. */
const NO_HASH = '0'.repeat(64);

/** Those who come by a link: how they get in, and whether they are in still. */
export class Guests {
  readonly #parts: GuestsParts;

  constructor(parts: GuestsParts) {
    this.#parts = parts;
  }

  async open(id: string, token: string, address: string): Promise<Guest> {
    const row = await this.#live(id);
    if (!sameHash(hashSecret(token), row?.hash ?? NO_HASH) || row === null) {
      // Only failures are slowed down: many guests of a link may share an address.
      await this.#parts.limit.attempt(clientOf(address), 'share links', 'attempts to open a link');
      throw noSuchShare();
    }
    await this.#used(row);
    return this.#guest(row, { visitor: randomUUID(), entered: row.passphraseHash === null });
  }

  async enter(id: string, cookie: string, passphrase: string, address: string): Promise<Guest> {
    const { row, visitor } = await this.#mustKnow(id, cookie);
    const client = clientOf(address);
    const succeeded = await this.#parts.limit.attempt(client, `share ${row.id}`, 'passphrases');
    const isRight =
      row.passphraseHash === null || (await verifyPassword(passphrase, row.passphraseHash, client));
    if (!isRight) {
      throw new ConsoleError('forbidden', 'The passphrase is wrong.', {
        fix: 'Ask whoever sent the link for its passphrase.',
        errors: [{ field: 'passphrase', message: 'is wrong' }],
      });
    }
    succeeded();
    return this.#guest(row, { visitor, entered: true });
  }

  async view(id: string, cookie: string): Promise<GuestView> {
    const { row, entered } = await this.#mustKnow(id, cookie);
    return viewOf(row, entered);
  }

  async identify(id: string, cookie: string): Promise<Identity | null> {
    const known = await this.#known(id, cookie);
    if (!known?.entered) return null;
    await this.#used(known.row);
    return identityOf(known.row, known.visitor);
  }

  /** By the `hash` of an identity. */
  async present(hash: string): Promise<Identity | null> {
    const [id = '', visitor = ''] = hash.split(' ');
    const row = await this.#live(id);
    return row && identityOf(row, visitor);
  }

  async #mustKnow(id: string, cookie: string) {
    const known = await this.#known(id, cookie);
    if (known) return known;
    throw noSuchShare();
  }

  async #known(id: string, cookie: string): Promise<(Proof & { readonly row: ShareLinkRow }) | null> {
    const read = this.#read(cookie);
    const row = await this.#live(id);
    return row !== null && read?.link === row.id ? { ...read, row } : null;
  }

  /** A link that opens now; not if its maker could no longer make it. */
  async #live(id: string): Promise<ShareLinkRow | null> {
    const { database, subjects, now } = this.#parts;
    const row = await database.shareLinks.byId(id);
    if (row === null || shareStateOf(row, now()) !== 'active') return null;
    const maker = await database.users.byId(row.creatorId);
    if (maker === null || !allows(maker.role, 'shares.write')) return null;
    return (await isThere(subjects, row.scope)) ? row : null;
  }

  async #used({ id, lastUsedAt }: ShareLinkRow): Promise<void> {
    const present = this.#parts.now();
    if (lastUsedAt !== null && present - Date.parse(lastUsedAt) < TOUCH_MS) return;
    await this.#parts.database.shareLinks.touch(id, new Date(present).toISOString());
  }

  #guest(row: ShareLinkRow, { visitor, entered }: Pick<Proof, 'visitor' | 'entered'>): Guest {
    const sealed: Proof = { purpose: 'share-guest', link: row.id, visitor, entered };
    return {
      view: viewOf(row, entered),
      cookie: this.#parts.database.secrets.seal(JSON.stringify(sealed)),
      expiresAt: row.expiresAt,
      title: row.title,
    };
  }

  #read(cookie: string): Proof | null {
    try {
      return proof.safeParse(JSON.parse(this.#parts.database.secrets.open(cookie))).data ?? null;
    } catch {
      // Forged, or sealed with a key that has been replaced.
      return null;
    }
  }
}

const viewOf = (row: ShareLinkRow, entered: boolean): GuestView =>
  entered ? { state: 'open', share: sharedViewOf(row) } : { state: 'passphrase' };

/** All guests of a link end together, so they have its id. */
function identityOf(row: ShareLinkRow, visitor: string): Identity {
  const userId = `share ${row.id} ${visitor}`;
  const actor = { userId, name: `guest of "${row.title}"`, role: 'viewer', share: sharedOf(row) } as const;
  const { id, expiresAt } = row;
  const hash = `${id} ${visitor}`;
  return { actor, email: '', kind: 'share', id, seat: seatIdOf(hash), hash, expiresAt, prolonged: false };
}
