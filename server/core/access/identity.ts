import type { Actor } from './actor.ts';

/** A user authenticated by a session cookie or an API token, or a guest of a share link. */
export interface Identity {
  readonly actor: Actor;
  readonly email: string;
  readonly kind: 'session' | 'token' | 'share';
  /** Of the session, token or link. */
  readonly id: string;
  /** Who this is among those at a console; says nothing about the session or token. */
  readonly seat: string;
  readonly hash: string;
  readonly expiresAt: string;
  /** The session was just extended; its cookie has to be sent again. */
  readonly prolonged: boolean;
}
