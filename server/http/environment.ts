import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Identity, Access } from '../core/access/api.ts';
import type { Arrival } from '../core/access/client-address.ts';
import type { OwnOrigin } from '../core/access/origin.ts';
import type { Core } from '../core/api.ts';
import type { Metrics } from './metrics.ts';

/** The services that the routes use. */
export interface HttpServices {
  readonly core: Core;
  readonly access: Access;
  /** Rejects when the database does not answer. */
  readonly pingDatabase: () => Promise<void>;
  readonly origin: OwnOrigin;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A request that the app makes to itself, for the guest of a share link. Nothing that a client sends sets it. */
interface OnBehalf {
  readonly guest?: Identity;
}

/** Hono's types for the context of one request. */
export interface HttpEnvironment {
  Bindings: Partial<HttpBindings> & OnBehalf;
  Variables: {
    services: HttpServices;
    /** Set by authentication, before any guard. */
    identity: Identity | null;
    /** The caller's address. */
    address: string;
    /** What a changing request acted on, for the audit trail, when its path does not name it. */
    auditTarget: string | undefined;
    /** Whether the outcome is already in the audit trail. */
    noted: boolean;
  };
}

/** Where a request came from, as far as is known. */
export const requestOriginOf = (c: Context<HttpEnvironment>): Arrival => ({
  peer: c.env.incoming?.socket.remoteAddress,
  forwarded: c.req.header('x-forwarded-for'),
});
