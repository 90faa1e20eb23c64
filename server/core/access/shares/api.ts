import type { GuestView, NewShare, ShareLink, ShareRequest } from '../../../../lib/contract/share.ts';
import type { Identity } from '../identity.ts';

/** A guest who has shown that the link was given to it. */
export interface Guest {
  readonly view: GuestView;
  /** The value of its cookie. */
  readonly cookie: string;
  readonly expiresAt: string;
  readonly title: string;
}

/** Links that show something to people without an account. Guests learn from no error whether a link ever existed. */
export interface Shares {
  /** Name of the cookie of a guest; its path is the link's, so that a browser can have several links. */
  readonly cookie: string;
  /** Everybody's; the newest first. */
  list(identity: Identity): Promise<ShareLink[]>;
  /** `token` is not kept. */
  create(
    identity: Identity,
    request: ShareRequest,
  ): Promise<{ readonly share: Omit<NewShare, 'url'>; readonly token: string }>;
  /** Ends it at once, with all that its guests have open. Throws `forbidden` for somebody else's. */
  revoke(identity: Identity, id: string): Promise<void>;
  /** Opens a link with its secret. `address` is the guest's. Throws `not-found`, or `too-many-requests`. */
  open(id: string, token: string, address: string): Promise<Guest>;
  /** The second step, for a link with a passphrase. Throws `forbidden` for a wrong one. */
  enter(id: string, cookie: string, passphrase: string, address: string): Promise<Guest>;
  /** What the holder of the cookie is shown. Throws `not-found`. */
  view(id: string, cookie: string): Promise<GuestView>;
  /** The guest with this cookie; null when it has none that opens the link now. */
  identify(id: string, cookie: string): Promise<Identity | null>;
}
